"""Whole families by the hundred, invented: every text, name, day and number of them is one of its own.

A family is made from a seed alone, so that a seed that was printed makes it again. Half-siblings and unborn children;
fathers who must not learn of each other; people excluded, not invited, named by the chair; supporters, observers,
groups; restrictions inside restrictions. What is drawn is valid: no check of cpdocs finds an error in it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from happened import happened
from mint import Mint

Json = dict[str, Any]

CHAIR, LEADER = "chair", "leader"
#: Each professional who may have to do with a case: the role, and the agency. Two agencies begin alike on purpose.
PROFESSIONALS = {
    "worker": ("social_worker", "social_work"),
    "visitor": ("health_visitor", "health"),
    "doctor": ("gp", "health"),
    "clinic": ("doctor", "health_board"),
    "teacher": ("head_teacher", "education"),
    "constable": ("police", "police"),
    "refuge": ("womens_aid", "womens_aid"),
    "student": ("nursery_worker", "education"),
    "reporter": ("childrens_reporter", "reporter"),
}
SUPPORTERS = ("friend", "advocate")
GROUPS = [f"agency:{agency}" for agency in dict.fromkeys(a for _, a in PROFESSIONALS.values())]
KINDS = ("sub_judice", "third_party", "unknown_to_family", "risk_of_harm")
HELD = date(2026, 11, 12)


@dataclass
class Family:
    """One made family. ``called`` names the parts of its record that are there before the conference.

    ``blocks`` says of each passage, by its path, about which children the block around it is.
    """

    seed: int
    record: Json = field(repr=False)
    called: tuple[str, ...] = field(repr=False)
    contacts: Json = field(repr=False)
    words: list[str] = field(repr=False)
    days: list[str] = field(repr=False)
    blocks: dict[str, tuple[str, ...]] = field(repr=False)


class Maker:
    """Draws one family. Every text goes through ``told``, which gives it readers and children of its own."""

    def __init__(self, seed: int) -> None:
        self.seed, self.draw, self.mint = seed, random.Random(seed), Mint()
        self.blocks: dict[str, tuple[str, ...]] = {}
        self.kids = [f"kid{n}" for n in range(1, self.draw.choice((1, 2, 2, 3, 3, 4)) + 1)]
        self.unborn = {kid for kid in self.kids[1:] if self.chance(0.2)}
        self.related: dict[str, list[str]] = {}
        self.status: dict[str, str] = {}
        self.hidden_worker = self.chance(0.1)
        #: Who is named to everybody in a group's or an excluded person's letter, and so cannot be hidden.
        self.named = (LEADER,) if self.hidden_worker else ("worker", LEADER)

    # ---- small things

    def chance(self, part: float) -> bool:
        return self.draw.random() < part

    def some(self, of: list[str], least: int = 0) -> list[str]:
        return self.draw.sample(of, self.draw.randint(min(least, len(of)), len(of)))

    def audience(self) -> list[str]:
        """A few who may read something: people, children, agencies. Never a supporter; a check refuses that."""
        of = [p for p in (*self.related, *PROFESSIONALS, *self.kids) if p not in self.unborn] + GROUPS
        return self.draw.sample(of, self.draw.choice((0, 1, 2, 3, 5, 8)))

    def restricted(self) -> Json:
        limits: Json = {"kind": self.draw.choice(KINDS), "share_with": self.audience()}
        if self.chance(0.4):
            limits["provider"] = self.draw.choice([*PROFESSIONALS, *self.related])
        if self.chance(0.3):
            limits["provider_agrees"] = self.draw.choice(("yes", "no"))
        if self.chance(0.3):
            limits["shown_as"] = "token"
        return limits

    def told(self, path: str, *block: str, **more: Any) -> Any:
        """A passage: plain, or about some children, or for some people, or both."""
        self.blocks[path] = block
        text = f"What {self.mint.word()} tells."
        passage: Json = {"text": text, **more}
        if self.chance(0.25):
            passage["about"] = self.some(self.kids, least=1)
        if self.chance(0.4):
            passage["restricted"] = self.restricted()
        return text if set(passage) == {"text"} else passage

    def name(self, first: str) -> str:
        return f"{first} {self.mint.word()}"

    def address(self) -> Json:
        return {"lines": [f"4 {self.mint.word()} Street", "Town"], "postcode": self.mint.postcode()}

    def reach(self) -> Json:
        found: Json = {"safe_to": ["hand"], "verified": "2026-11-01", "verified_by": "worker"}
        if self.chance(0.7):
            found["post"] = self.address()
        if self.chance(0.5):
            found["phone"] = self.mint.phone()
        if self.chance(0.3):
            found["email"] = f"{self.mint.word()}@home.example"
        return found

    # ---- called

    def family(self) -> Family:
        people = [*self._relatives(), *self._supporters(), *self._professionals()]
        record: Json = {
            "format": "cpdocs/conference-record/v1",
            "case": f"C-{self.seed}",
            "reference": f"CP-{self.seed}",
            "requested": {"by": "worker", "on": "2026-10-20", "because": self.told("requested.because")},
            "conference": self._conference(),
            "people": people,
            "children": [self._child(n, kid) for n, kid in enumerate(self.kids)],
            "invitations_agreed": {"by": CHAIR, "on": "2026-11-04"},
        }
        record["invitations"] = self._invitations()
        called = tuple(record)
        record |= happened(self)
        mint = self.mint
        return Family(self.seed, record, called, self._contacts(), mint.words, mint.days, self.blocks)

    def _conference(self) -> Json:
        kind = self.draw.choice(("initial", "review", "pre_birth") if self.unborn else ("initial", "review"))
        self.kind = kind
        self.mint.days.append(HELD.isoformat())
        return {
            "kind": kind,
            "date": HELD.isoformat(),
            "starts": "10:30",
            "place": f"Room {self.mint.word()}",
            "chair": CHAIR,
            "minute_taker": "minutes",
            "late_because": self.told("conference.late_because"),
            **({"previous": "CP-BEFORE"} if kind == "review" else {}),
        }

    def _relatives(self) -> list[Json]:
        """A mother of all, fathers of some, and relatives without rights. Nobody is told whose children are whose."""
        fathers = {kid: self.draw.choice(("father1", "father2", "father3")) for kid in self.kids}
        self.related["mother"] = list(self.kids)
        for father in sorted(set(fathers.values())):
            self.related[father] = [kid for kid in self.kids if fathers[kid] == father]
        parents = list(self.related)
        for other in ("gran", "aunt", "cousin"):
            if self.chance(0.7):
                self.related[other] = self.some(self.kids, least=1)
        return [self._relative(one, one in parents) for one in self.related]

    def _relative(self, one: str, parent: bool) -> Json:
        kids = self.related[one]
        said = one.rstrip("123")
        found: Json = {"id": one, "name": self.name(one.title()), "relationship": dict.fromkeys(kids, said)}
        if self.chance(0.3):
            found["known_as"] = [self.name("Also")]
        if parent and self.chance(0.85):
            found["parental_rights"] = self.some(kids, least=1)
        if self.chance(0.9):
            found["reach"] = self.reach()
        choices = {"cousin": ("observer", "none"), "aunt": ("none", "none", "invited")}
        parents = ("invited", "invited", "invited", "excluded", "not_invited")
        self.status[one] = self.draw.choice(parents if parent else choices.get(one, ("invited", "none")))
        return found

    def _supporters(self) -> list[Json]:
        return [{"id": s, "name": self.name(s.title()), "role": "supporter", "reach": self.reach()} for s in SUPPORTERS]

    def _professionals(self) -> list[Json]:
        for one in PROFESSIONALS:
            among = ("invited", "invited", "invited", "observer", "not_invited", "none")
            self.status[one] = {"worker": "invited", "student": "observer"}.get(one) or self.draw.choice(among)
        if self.status["reporter"] == "invited":
            self.status["reporter"] = "observer"
        return [{"id": one, "role": role, "contact": f"c-{one}"} for one, (role, _) in PROFESSIONALS.items()]

    def _contacts(self) -> Json:
        book = {
            f"c-{one}": {
                "name": self.name(one.title()),
                "post_title": f"Post {self.mint.word()}",
                "agency": agency,
                "phone": "01632 960999",
                "verified": "2026-11-01",
                "verified_by": "admin",
            }
            for one, (_, agency) in PROFESSIONALS.items()
        }
        posts = {
            "keeper": {"kind": "register_keeper", "contact": "c-worker"},
            "principal": {"kind": "principal_reporter", "contact": "c-reporter"},
        }
        leads = dict.fromkeys(agency for _, agency in PROFESSIONALS.values())
        for agency in leads:
            book[f"c-lead-{agency.replace('_', '-')}"] = {
                "name": self.name("Lead"),
                "post_title": f"Post {self.mint.word()}",
                "agency": agency,
            }
        agencies = {a: {"name": a, "lead_child_protection_officer": f"c-lead-{a.replace('_', '-')}"} for a in leads}
        return {"format": "cpdocs/contacts/v1", "agencies": agencies, "contacts": book, "posts": posts}

    def _child(self, n: int, kid: str) -> Json:
        here = f"children[{n}]"
        born = kid not in self.unborn
        child: Json = {
            "id": kid,
            "name": self.name("Baby" if not born else "Child"),
            "born" if born else "expected": self.mint.day(date(2013 + n, 1, 10) if born else date(2027, 1, 10)),
            "address": self.address() | {"share_with": self.audience()},
            "taking_part": {
                "invited": self.draw.choice(("yes", "no")) if born else "no",
                "because": self.told(f"{here}.taking_part.because", kid),
                **({"views_brought_by": self.draw.choice(("worker", "visitor", "mother"))} if self.chance(0.7) else {}),
            },
            "legal_status": {
                "orders": [self.told(f"{here}.legal_status.orders[0]", kid)],
                "hearings": [{"on": "2026-12-01", "what": self.told(f"{here}.legal_status.hearings[0].what", kid)}],
            },
        }
        if self.chance(0.4):
            child["known_as"] = [self.name("Called")]
        for place in ("school", "surgery"):
            if born and self.chance(0.8):
                name = {"name": self.name(place.title()), "share_with": self.audience()}
                child[place] = "not known" if self.chance(0.15) else name
        if born:
            copies = {paper: self.draw.choice(("child", "no")) for paper in ("decision_letter", "minutes")}
            why = {"why": self.told(f"{here}.own_copy.why", kid)} if self.chance(0.7) else {}
            child |= {"own_copy": {"decided_by": CHAIR, **copies, **why}, "reach": self.reach()}
        return child

    # ---- the invitations

    def _invitations(self) -> list[Json]:
        found: list[Json] = []
        coming = [one for one, status in self.status.items() if status != "none"]
        self.draw.shuffle(coming)
        for n, one in enumerate(coming):
            found.append(self._invitation(f"invitations[{n}]", one))
        return found

    def _invitation(self, here: str, one: str) -> Json:
        status, family = self.status[one], one in self.related
        found: Json = {"person": one}
        if family or (one != "worker" and self.chance(0.5)):
            found["children"] = self.some(self.related[one] if family else self.kids, least=1)
        kids = tuple(found.get("children", ()))
        if status == "observer":
            found["observer"] = "yes"
        if (one == "worker" and self.hidden_worker) or (one != "worker" and self.chance(0.3)):
            found["presence"] = self.restricted()
        if status == "excluded":
            found["excluded"] = self._excluded(here, kids)
        elif status == "not_invited":
            because = self.told(f"{here}.not_invited.because", *kids)
            found["not_invited"] = {"because": because, "decided_by": CHAIR, "on": "2026-11-03"}
        if not family:
            found["needed_because"] = self.told(f"{here}.needed_because", *kids)
            about = self.some(self.kids, least=1) if self.chance(0.3) else []
            excused = self.told(f"{here}.report.excused_because", *(about or kids))
            found["report"] = {"asked_by": "2026-11-09", "excused_because": excused} | (
                {"about": about} if about else {}
            )
        elif self.chance(0.5):
            supporter = {"person": self.draw.choice(SUPPORTERS)}
            found["supporter"] = supporter | ({"agreed_by_chair": "2026-11-04"} if self.chance(0.7) else {})
        return found

    def _excluded(self, here: str, kids: tuple[str, ...]) -> Json:
        return {
            "decided_by": CHAIR,
            "on": "2026-11-03",
            "because": self.told(f"{here}.excluded.because", *kids),
            "views_obtained_by": self.draw.choice(self.named),
            "informed_by": self.draw.choice(self.named),
            "informed_by_date": "2026-11-13",
        }


def family(seed: int) -> Family:
    """The family of a seed."""
    return Maker(seed).family()
