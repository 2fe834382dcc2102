"""One record after another, each as ``send`` would send it, and one that is bad is its own line and nobody else's.

The ledger is opened and verified, and what a stopped run left open is settled, once before the first record. From then
on every entry follows from the rows as they are when it is written; what is done to the ledger meanwhile by other hands
is found by the next run's check. The once-only fence of the ledger makes a batch that was killed safe to run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cpdocs import keeping, run
from cpdocs.batch import ready
from cpdocs.batch.sources import Source
from cpdocs.delivery.base import Carriers
from cpdocs.errors import CpdocsError, LedgerError, SettingsError
from cpdocs.record.findings import Finding
from cpdocs.render.fence import Fence
from cpdocs.stages import STATES, Ended, Preparation, Prepared
from cpdocs.validate import check_loaded

if TYPE_CHECKING:
    from cpdocs.ledger.store import Ledger
    from cpdocs.workspace import Workspace

Outcome: TypeAlias = Literal["sent", "planned", "refused", "broken_off", "passed_over", "left_alone"]
#: A checkpoint after this many conferences, and after the last. Each is a file on a share, kept for good: one a
#: conference would be ten thousand a night, and what a killed batch has not had witnessed the next run's covers.
CHECKPOINT_EVERY: Final = 50
#: A fenced child is replaced by a new one after this many conferences: what WeasyPrint keeps for itself goes with it.
CHILD_LASTS: Final = 100


@dataclass(frozen=True, slots=True)
class Order:
    """What a batch was asked to do with each record."""

    today: date
    operator: str
    document: str | None = None
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How one record ended. ``because`` names files, lines, ids of findings and kinds only."""

    name: str
    outcome: Outcome
    reference: str = ""
    run: str = ""
    parcels: tuple[Ended | Prepared, ...] = field(default=(), repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    because: str = ""

    @property
    def counts(self) -> Mapping[str, int]:
        """What was planned is the sum of the others, of which ``ready`` is what a dry run would have sent."""
        states = Counter(state_of(parcel) for parcel in self.parcels)
        return {"planned": len(self.parcels)} | {state: states[state] for state in ("ready", *STATES)}


def state_of(parcel: Ended | Prepared) -> str:
    """The state in which it ended, or in which a dry run finds it."""
    return parcel.state if isinstance(parcel, Ended) else parcel.settled.status


class Batch:
    """A run over many records. ``fence`` is lent: it stays warm over all of them, and its owner stops it."""

    def __init__(self, workspace: Workspace, order: Order, carriers: Carriers, fence: Fence) -> None:
        self._workspace = workspace
        self._order = order
        self._carriers = carriers
        self._fence = fence
        self._seen: dict[str, str] = {}
        self.unkept: tuple[str, ...] = ()  # the places that did not take a checkpoint, each with its cause

    def results(self, sources: Iterable[Source]) -> Iterator[Result]:
        """The end of each source, in order, as soon as it is known.

        Raises:
            LedgerError, SettingsError, OSError: before the first record or after any, where the next would fare no
                better: the ledger does not verify, a key or a secret is missing. Those before stand as told.
        """
        if not self._order.dry:
            ready.require(self._workspace)
        with self._workspace.ledger() as ledger:
            if not self._order.dry:
                self._fence.start()
                run.begin(self._workspace, ledger, self._carriers)
            sent = 0
            for source in sources:
                result = self._turned(source) or self._guarded(ledger, source)
                yield result
                if result.outcome in ("sent", "broken_off"):
                    sent += 1
                    self._between(ledger, sent)
            if sent % CHECKPOINT_EVERY:
                self.unkept = keeping.keep(self._workspace, ledger)

    def _turned(self, source: Source) -> Result | None:
        return Result(source.name, source.turned, because=source.because) if source.turned else None

    def _guarded(self, ledger: Ledger, source: Source) -> Result:
        """The end of one record; whatever is wrong with it, or with cpdocs where it is concerned, ends here."""
        reference = ""

        def named(read: str) -> None:
            nonlocal reference
            reference = read

        try:
            return self._one(ledger, source, named)
        except (LedgerError, SettingsError, OSError):
            raise
        except CpdocsError as error:
            return Result(source.name, "refused", reference, because=error.message)
        except Exception as error:  # noqa: BLE001  (a foreign message may quote a record; the ledger knows what went)
            because = f"a mistake of cpdocs' own ({type(error).__name__}); run it again, and tell its makers"
            return Result(source.name, "broken_off", reference, because=because)

    def _one(self, ledger: Ledger, source: Source, named: Callable[[str], None]) -> Result:
        workspace, order = self._workspace, self._order
        checked = check_loaded(workspace, source.load(), source.name, order.today)
        if checked.record is None:
            wrong = tuple(f for f in checked.findings if f.severity == "error")
            return Result(source.name, "refused", findings=wrong, because=f"{len(wrong)} to mend")
        record = checked.record
        named(record.reference)
        if first := self._seen.get(record.reference):
            because = f"the same reference came before, in {first}"
            return Result(source.name, "refused", record.reference, because=because)
        self._seen[record.reference] = source.name
        chosen = self._chosen(run.prepared(workspace, ledger, record, order.today, source.path))
        if order.dry:
            return Result(source.name, "planned", record.reference, parcels=chosen.parcels)
        done = run.carry_out(workspace, ledger, self._fence, chosen, order.operator, self._carriers)
        return Result(source.name, "sent", record.reference, done.number, done.ended)

    def _chosen(self, every: Preparation) -> Preparation:
        """The parcels of the document that was asked for. A record of which none is planned has nothing to send."""
        wanted = run.only(self._order.document, None)
        return Preparation(every.situation, tuple(filter(wanted, every.parcels)), every.nothing, every.bindings)

    def _between(self, ledger: Ledger, sent: int) -> None:
        """After a conference: nothing of it stays in memory, and now and then a checkpoint and a new child."""
        self._fence.forget()
        if sent % CHECKPOINT_EVERY == 0:
            self.unkept = keeping.keep(self._workspace, ledger)
        if sent % CHILD_LASTS == 0:
            self._fence.stop()
            self._fence.start()


class Totals:
    """What the results of a batch come to."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.counts: Counter[str] = Counter({"planned": 0, "ready": 0} | dict.fromkeys(STATES, 0))
        self._mend_first = False

    def add(self, result: Result) -> None:
        """Count one more."""
        self.outcomes[result.outcome] += 1
        self.counts.update(result.counts)
        self._mend_first |= any(isinstance(p, Ended) and p.mend_first for p in result.parcels)

    @property
    def records(self) -> int:
        """How many were given, without the files that are none."""
        return sum(self.outcomes.values()) - self.outcomes["left_alone"]

    @property
    def mend_first(self) -> bool:
        """Whether a record, a template or a setting is to be mended."""
        return self._mend_first or self.outcomes["refused"] > 0
