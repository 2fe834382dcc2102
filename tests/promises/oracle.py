"""Who may read what, told once more by hand from the plain record: it shares nothing with the rules and the views.

Each answer below is a sentence of the guidance or of ENTITLEMENTS in a line or two of Python over dictionaries. Where
this file and the program differ, one of them is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from families import Family, Json
from mint import WORD

NOT_THERE = ("apologies", "absent", "")


@dataclass
class Paper:
    """What must stand in one paper: the words and days of a View, those that its wording leaves out, its tokens."""

    words: set[str] = field(default_factory=set)
    unprinted: set[str] = field(default_factory=set)
    tokens: int = 0
    unprinted_tokens: int = 0

    def add(self, *texts: str | None, printed: bool = True) -> None:
        for text in texts:
            found = set(WORD.findall(text or "")) | ({text} if re.fullmatch(r"\d{4}-\d\d-\d\d", text or "") else set())
            (self.words if printed else self.unprinted).update(found)


class Oracle:
    """One family as everybody stands to it, before the conference (``called``) or after."""

    def __init__(self, family: Family, *, called: bool) -> None:
        self.r: Json = {k: v for k, v in family.record.items() if not called or k in family.called}
        self.contacts, self.blocks = family.contacts["contacts"], family.blocks
        self.kids: list[str] = [kid["id"] for kid in self.r["children"]]
        self.child = {kid["id"]: kid for kid in self.r["children"]}
        self.people = {one["id"]: one for one in self.r["people"]}
        self.calls = {one["person"]: one for one in self.r["invitations"]}
        self.decisions: list[Json] = self.r.get("decisions", [])

    # ---- who somebody is

    def professional(self, who: str) -> bool:
        return "contact" in self.people.get(who, {})

    def supporter(self, who: str) -> bool:
        return self.people.get(who, {}).get("role") == "supporter"

    def relative(self, who: str) -> bool:
        return who in self.people and not self.professional(who) and not self.supporter(who)

    def agency(self, who: str) -> str:
        return self.contacts[self.people[who]["contact"]]["agency"] if self.professional(who) else ""

    def observer(self, who: str) -> bool:
        return self.calls.get(who, {}).get("observer") == "yes" or self.agency(who) == "reporter"

    def invited(self, who: str) -> bool:
        if who in self.child:
            return self.child[who]["taking_part"]["invited"] == "yes"
        return who in self.calls and "excluded" not in self.calls[who] and "not_invited" not in self.calls[who]

    def excluded(self, who: str) -> bool:
        return "excluded" in self.calls.get(who, {})

    def takes_part(self, who: str) -> bool:
        return self.invited(who) or self.r.get("attendance", {}).get(who, "") not in NOT_THERE

    def name(self, who: str) -> str:
        if who in self.child:
            return str(self.child[who]["name"])
        return str(
            self.contacts[self.people[who]["contact"]]["name"] if self.professional(who) else self.people[who]["name"]
        )

    # ---- whose papers are about which children

    @cached_property
    def decided(self) -> set[str]:
        return {d["child"] for d in self.decisions if d["outcome"] != "deferred"}

    def own(self, who: str) -> set[str]:
        """A child: itself. Family: children of the invitation or of parental rights. A professional: those, or all."""
        if who in self.child or self.supporter(who):
            return {who} & set(self.child)
        one, named = self.people[who], set(self.calls.get(who, {}).get("children", ()))
        if self.professional(who):
            return named or set(self.kids)
        return (named | set(one.get("parental_rights", ()))) & set(one["relationship"])

    def of_group(self, who: str) -> set[str]:
        return {d["child"] for d in self.decisions if who in d.get("core_group", {}).get("members", ())}

    def also(self, who: str, document: str) -> bool:
        rows = self.r.get("distribution", {}).get("also", ())
        return document in next((a["documents"] for a in rows if a["person"] == who), ())

    def related(self, who: str) -> set[str]:
        return self.own(who) or set(self.people.get(who, {}).get("relationship", ()))

    def entitled(self, document: str, who: str) -> tuple[str, set[str], set[str]] | None:
        """The variant, the children whom the paper is about, and those about whom its reader may read."""
        found = getattr(self, f"_{document}")(who)
        return found if found and (found[1] or found[0] == "supporter") else None

    def _invitation(self, who: str) -> tuple[str, set[str], set[str]] | None:
        return None if self.r["conference"]["kind"] == "review" else self._invited_to_any(who)

    def _review_invitation(self, who: str) -> tuple[str, set[str], set[str]] | None:
        return self._invited_to_any(who) if self.r["conference"]["kind"] == "review" else None

    def _invited_to_any(self, who: str) -> tuple[str, set[str], set[str]] | None:
        own = self.own(who)
        if self.supporter(who):
            bring = [c.get("supporter", {}) for person, c in self.calls.items() if self.invited(person)]
            agreed = any(s.get("person") == who and "agreed_by_chair" in s for s in bring)
            return ("supporter", set(), set()) if agreed else None
        if who in self.child:
            return ("child", own, own) if self.invited(who) else None
        if self.excluded(who):
            return ("excluded", own, own)
        if not self.invited(who) or (self.relative(who) and self.observer(who)):
            return None
        return ("professional" if self.professional(who) else "parent_carer", own, own)

    def _decision_letter(self, who: str) -> tuple[str, set[str], set[str]] | None:
        decided, own = self.decided, self.own(who)
        if self.supporter(who) or self.observer(who) or (own and not own & decided):
            return None  # of children about whom nothing is decided yet, a deferral notice tells
        if who in self.child:
            chosen = self.child[who].get("own_copy", {}).get("decision_letter") == "child"
            return ("child", {who}, {who}) if chosen else None
        also = self.also(who, "decision_letter")
        if self.relative(who):
            rights = own if self.people[who].get("parental_rights") else set()
            scope = rights or (self.related(who) if also else set())
            return "parent_carer", scope & decided, scope
        scopes = (own if self.invited(who) else set(), self.of_group(who), own if also else set())
        scope = next((scope for scope in scopes if scope & decided), set())
        return "professional", scope & decided, scope

    def _appeal_letter(self, who: str) -> tuple[str, set[str], set[str]] | None:
        """Who gets a decision letter and may appeal: a parent by right, and a child. Not the chair's others."""
        letter = self._decision_letter(who)
        if letter is None or self.professional(who):
            return None
        if who in self.child:
            return "child", letter[1] & self.decided, {who}
        own = self.own(who)
        return ("parent_carer", own & self.decided, own) if self.people[who].get("parental_rights") else None

    def _minutes(self, who: str) -> tuple[str, set[str], set[str]] | None:
        own, related = self.own(who), self.related(who)
        if self.supporter(who) or self.observer(who):
            return None
        if who in self.child:
            chosen = self.child[who].get("own_copy", {}).get("minutes") == "child"
            return ("child", own, own) if chosen or self.also(who, "minutes") else None
        kind = "full" if self.professional(who) else "family"
        if self.also(who, "minutes"):
            return (kind, own, own) if self.professional(who) else (kind, related, related)
        return (kind, own, own) if self.invited(who) else None

    # ---- who may read what

    def named(self, who: str, share_with: list[str]) -> bool:
        return who in share_with or f"agency:{self.agency(who)}" in share_with

    def knows_of(self, who: str, other: str) -> bool:
        presence = self.calls.get(other, {}).get("presence")
        return presence is None or who == other or self.named(who, presence["share_with"])

    @cached_property
    def passages(self) -> dict[str, Json]:
        """Every passage of the record by its path, as a block with the limits that count for it."""
        found = {}
        for path in self.blocks:
            passage = _at(self.r, path)
            if passage is not None:
                passage = {"text": passage} if isinstance(passage, str) else dict(passage)
                passage.setdefault("restricted", self._around(path))
                found[path] = passage
        return found

    def _around(self, path: str) -> Json | None:
        """The limits of what a passage stands in, where it has none of its own."""
        if path.endswith("alleged_abuser.text"):
            return {"share_with": []}
        if path.startswith("others_in_household"):
            limits: Json | None = _at(self.r, path.removesuffix(".outcome")).get("restricted")
            return limits
        call = _at(self.r, path.removesuffix(".needed_because")) if path.endswith(".needed_because") else {}
        if "presence" in call:
            return {**call["presence"], "share_with": [*call["presence"]["share_with"], call["person"]]}
        return None

    def may(self, who: str, scope: set[str], path: str) -> bool:
        return not self.outside(scope, path) and self.let_in(who, path)

    def outside(self, scope: set[str], path: str) -> bool:
        about = self.passages[path].get("about") or self.blocks[path] or self.kids
        return not set(about) <= scope

    def let_in(self, who: str, path: str) -> bool:
        passage = self.passages[path]
        limits, part = passage["restricted"], passage.get("closed_part")
        if part is not None:
            closed = next(p for p in self.r["closed_parts"] if p["id"] == part)
            how = self.r["attendance"].get(who, "absent")
            stayed = how == "attended" or (
                how.startswith("left at ") and how.removeprefix("left at ") >= closed["ends"]
            )
            if who in closed["left"] or not (self.professional(who) or stayed):
                return False
        if limits is None:
            return True
        agreed = limits.get("provider_agrees") == "yes" or limits.get("provider") == who or self.takes_part(who)
        return self.named(who, limits["share_with"]) and agreed

    def shown(self, who: str, scope: set[str], path: str) -> str:
        """How a passage stands in a paper that has room for it: its text, the token, or nothing."""
        if self.outside(scope, path):
            return ""
        if self.let_in(who, path):
            return "text"
        limits = self.passages[path]["restricted"] or {}
        return "token" if limits.get("shown_as") == "token" else ""

    def shown_at(self, who: str, scope: set[str], path: str) -> str:
        """The same of a place that a record may not have."""
        return self.shown(who, scope, path) if path in self.passages else ""

    def named_to(self, who: str, scope: set[str], other: str) -> bool:
        """Whether a reader may see the name of somebody who has a part in the plan, the core group or a dissent."""
        if other in self.child:
            return other in scope
        if other not in self.people or who == other:
            return True
        if not self.professional(who):
            brings = self.calls.get(who, {}).get("supporter", {}).get("person")
            theirs = set(self.people[other].get("relationship", scope)) & scope
            if not theirs or (self.supporter(other) and other != brings):
                return False
        return self.knows_of(who, other)

    def everybody(self) -> Iterator[str]:
        yield from self.people
        yield from self.kids


def _at(record: Any, path: str) -> Any:
    """What stands at a path of a record, or None."""
    for step in re.findall(r"[^.\[\]]+", path):
        if isinstance(record, list):
            record = record[int(step)] if int(step) < len(record) else None
        else:
            record = record.get(step) if isinstance(record, dict) else None
    return record
