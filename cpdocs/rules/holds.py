"""Settling: what stands between a planned parcel and its recipient, once its View is known.

``plan`` stops here, and ``send`` goes on from here; both see the same holds. Approval binds what the chair saw: the
Views, the templates, for each parcel its recipient, channel, address and enclosures, and whom each ``agency:`` of the
record stands for; no date of today, no hold and no state of the ledger (DESIGN.md, "Approval"). A release binds one
hold of one parcel as it stands: another word, another way, another day where the day is the trouble, and it is void.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from cpdocs.rules.enclosures import UNREVIEWED
from cpdocs.rules.past import GONE, NOT_GONE, History
from cpdocs.rules.situation import ApprovalState, Hold, Planned, Route, Settled

#: A text -> its keyed digest: how anything that depends on the case is named where it is kept.
Keyed: TypeAlias = Callable[[str], str]

VARIANT_MISSING: Final = "variant-missing"
CHANGED: Final = "changed"
ADDRESS_CHANGED: Final = "address-changed"
STOPPED: Final = "stopped"
BOUNCED: Final = "bounced"
RETURNED: Final = "returned"
RESTORED: Final = "restored"
#: The holds that a second person may release, and what a release says. No other can be: what is wrong there is mended.
RELEASABLE: Final[Mapping[str, str]] = {
    "contact-unverified": "it may go to the way that the record names, though nobody wrote down that it was checked",
    "contact-stale": "it may go today to the way that was checked so long ago",
    "stale": "it may go today, though its reader has fewer days than the letter says",
    "name-of-another-case": "the name is there by chance, or may be there",
    UNREVIEWED: "somebody has looked at this very file, as cpdocs pack shows it, and it may go",
    "prose-match": "what the copy says is not what was withheld, though the words are alike",
    ADDRESS_CHANGED: "this is where its reader is now to be reached",
    STOPPED: "this one parcel may go, though another went to the wrong hands there and everything is stopped",
    BOUNCED: "this mailbox is the right one, and takes messages again",
    RETURNED: "this address is the right one, and the paper will be taken in there",
    VARIANT_MISSING: "its reader can do with the ordinary form",
    CHANGED: "the copy that went before may stand, and the other does not go",
    RESTORED: "it had not gone before the ledger was put back",
}


def binding(parcels: Iterable[tuple[Planned, str, str]], groups: Iterable[tuple[str, tuple[str, ...]]] = ()) -> str:
    """What an approval of one document binds, as canonical text: (planned, View digest, template digest) a paper, the
    enclosures of each parcel among them.

    ``groups`` are the Situation's: who reads what is shared with an agency was in the table that the chair approved,
    so that somebody of that agency who joins the case afterwards voids the approval, whatever paper she or he gets.
    """
    rows = sorted(
        [
            p.document,
            p.person,
            p.kind,
            p.addressee,
            p.variant,
            view,
            template,
            p.route.channel or "",
            p.route.to,
            p.route.fingerprint,
            *p.route.address,
            *(file.sha256 for file in p.files),
        ]
        for p, view, template in parcels
    )
    return _canonical([rows, sorted(groups)])


def destination(route: Route) -> str:
    """Where a parcel goes, as canonical text: by what way, and to which mailbox or address. No key is in it."""
    return _canonical([route.by, route.email, *route.address])


def releasing(planned: Planned, view: str, hold: Hold) -> str:
    """What a release of ``hold`` binds, as canonical text.

    Mostly this very parcel: its key, its View, its way. A way that changed, or from which a paper came back, is the
    person's, whatever the paper; and the form that a paper comes in is asked before there is a View.
    """
    route = planned.route
    match hold.id:
        case "address-changed":
            return _canonical([hold.id, route.owner, destination(route)])
        case "bounced" | "returned":
            return _canonical([hold.id, hold.about, route.owner, destination(route)])
        case "variant-missing":
            return _canonical([hold.id, hold.about])
        case _:
            way = [route.channel, route.fingerprint, destination(route)]
            return _canonical([hold.id, hold.about, planned.key.text(), view, *way])


def settle(
    planned: Planned,
    view: str,
    bound: str,
    history: History,
    extra: tuple[Hold, ...] = (),
    *,
    keyed: Keyed = lambda text: text,
) -> Settled:
    """Ready, held (why), done or cancelled.

    Args:
        planned: the parcel.
        view: the keyed digest of its View.
        bound: the keyed digest of the binding of its document, as it stands now.
        history: what the ledger says.
        extra: holds that only a later room can know of, such as a variant that no template makes.
        keyed: makes the marks by which ``history`` knows released holds and earlier destinations.
    """
    approval = _approval(planned, bound, history)
    past = history.parcels.get(planned.key)
    if past is not None and past.state in GONE and past.view in (view, ""):
        which = "the same copy" if past.view else "as two people found; which copy is not known"
        return Settled(planned, "done", (), approval, f"{past.state.replace('_', ' ')} before, {which}")
    ways = (*stops(planned, history, keyed), *_elsewhere(planned, history, keyed), *_came_back(planned, history, keyed))
    found = (*planned.holds, *extra, *ways, *_after_a_loss(planned, history), *_from_approval(planned, approval))
    holds = tuple(h for h in found if not is_released(planned, view, h, history, keyed))
    for hold in _from_the_past(planned, view, history):
        if hold.id == CHANGED and is_released(planned, view, hold, history, keyed):
            return Settled(planned, "done", (), approval, "a second person said that the copy that went may stand")
        holds = (*holds, hold)
    if planned.key in history.cancelled and (past is None or past.state in NOT_GONE):
        return Settled(planned, "cancelled", (), approval, "it is not to go; cpdocs ledger show says who said so, why")
    return Settled(planned, "held" if holds else "ready", holds, approval)


def is_released(planned: Planned, view: str, hold: Hold, history: History, keyed: Keyed) -> bool:
    """Whether a second person released this very hold of this parcel as it stands."""
    return hold.id in RELEASABLE and keyed(releasing(planned, view, hold)) in history.released


def in_ordinary_form(planned: Planned, history: History, keyed: Keyed) -> Planned:
    """The paper in the form of its row, where nobody makes the one that its reader needs and a second person said that
    the ordinary one will do; else as it is.
    """
    released = is_released(planned, "", no_variant(planned), history, keyed)
    return replace(planned, variant=planned.entitled) if released else planned


def stops(planned: Planned, history: History, keyed: Keyed) -> list[Hold]:
    """After a parcel went to the wrong hands nothing more goes there: to this reader, or by her or his way to another.

    North Somerset (2011) sent five e-mails to the wrong NHS employee, after two warnings. From hand to hand there is no
    way that two readers could share.
    """
    way = "" if planned.route.by == "hand" else keyed(destination(planned.route))
    attempts = dict.fromkeys((*history.stopped.get(planned.person, ()), *history.stopped.get(way, ())))
    if not attempts:
        return []
    cure = f"put that right, then cpdocs breach {next(iter(attempts))} --close"
    message = f"{' and '.join(attempts)} went to the wrong hands there; {cure}"
    return [Hold(STOPPED, message, about=" ".join(attempts))]


def no_variant(planned: Planned) -> Hold:
    """No template makes what this reader should have."""
    about = _canonical([planned.key.text(), planned.variant])
    return Hold(VARIANT_MISSING, f"no template makes the {planned.document} as {planned.variant}", about)


def _elsewhere(planned: Planned, history: History, keyed: Keyed) -> list[Hold]:
    """Stale and mistaken addresses are the commonest grave breach (Midlothian 2012; Charnwood 2023), and a changed one
    may be somebody's wish to read what is not theirs.
    """
    before = history.reached.get(planned.person, "")
    if not before or not planned.route.channel or before == keyed(destination(planned.route)):
        return []
    message = f"the last paper of this case went to {planned.person} by another way or address; a second person checks"
    return [Hold(ADDRESS_CHANGED, message)]


def _came_back(planned: Planned, history: History, keyed: Keyed) -> list[Hold]:
    """Where a paper came back from, none goes again until somebody has asked: the mailbox or the house may be another's
    by now. A day of checking counts from the next day on, since one of that very day may have come before.
    """
    route = planned.route
    here = (planned.person, keyed(destination(route))) if route.channel else ("", "")
    back = history.came_back.get(here) or history.came_back.get((planned.person, ""))
    if back is None or (route.verified is not None and route.verified > back.day):
        return []
    message = f"what went there for {planned.person} came back ({back.attempt}, known since {back.day})"
    cure = "ask where it may go, and record the address and the day of asking"
    return [Hold(back.how, f"{message}; {cure}", about=back.attempt)]


def _after_a_loss(planned: Planned, history: History) -> list[Hold]:
    """What the ledger has forgotten it would send again (promise 2): a person finds out first.

    A working copy goes to the chair alone, and because it was asked for just now.
    """
    lost, past = history.lost, history.parcels.get(planned.key)
    forgotten = past is None or past.state in NOT_GONE
    if lost is None or not forgotten or planned.key in lost.known or planned.working_copy:
        return []
    if lost.beforehand and not planned.beforehand:
        return []
    message = f"it may have gone before the ledger was put back on {lost.day}; find out, then cpdocs hold found"
    return [Hold(RESTORED, message, about=f"entry {lost.entry}")]


def _approval(planned: Planned, bound: str, history: History) -> ApprovalState:
    if not planned.approval_needed:
        return "not_needed"
    approved = history.approved.get((planned.document, planned.edition))
    if approved is None:
        return "missing"
    if approved.binding != bound:
        return "void"
    return "signed" if approved.signed else "attested"


def _from_approval(planned: Planned, approval: ApprovalState) -> list[Hold]:
    if approval == "missing":
        return [Hold("approval", "the chair has not approved these copies; cpdocs approve")]
    if approval == "void":
        return [Hold("approval", "something changed after the chair approved; look at the plan and approve again")]
    if approval == "attested" and planned.signature_needed:
        return [Hold("approval", "these copies need an approval that is signed; cpdocs approve --request")]
    return []


def _from_the_past(planned: Planned, view: str, history: History) -> list[Hold]:
    past = history.parcels.get(planned.key)
    if past is None or past.state in NOT_GONE:
        return []
    if past.state in ("open", "in_doubt"):
        return [Hold("in-doubt", "an earlier attempt may have left; find out, then cpdocs resolve")]
    if past.view != view:
        return [Hold(CHANGED, "another copy went before; give the document a new edition, or nothing is sent twice")]
    return []


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
