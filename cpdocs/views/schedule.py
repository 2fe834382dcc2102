"""The schedule of withheld items: what in the Reporter's copy others may not have, who they are, and why.

The Reporter sends the papers of a hearing to the child and to the relevant persons, and can leave something out only on
a request that names the part, the persons it is kept from, and the reason for each (SSI 2013/194, rule 84). So the
schedule is made from the same tags by which every other copy was cut, and for each person by the same two questions:
nothing that a copy leaves out can be missing here.

Items are: every passage of this very copy that is restricted or was said in a closed part; each closed part of which
something stands in it; where a child of it lives, learns and is treated, if not everybody may know; a part of a report
that is restricted; and whoever comes without everybody's knowing.

A reason is what the record says under ``because``. A place and a closed part need none written out. That an address, a
school or a surgery is known to some people only is itself a kind of restricted access information, as it tells where a
child can be found (National Guidance 3.167), and what was said while somebody had left the room is kept from her or
him for that very reason. Anything else that gives no reason is named, and holds the paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from cpdocs.record.called import Child
from cpdocs.record.decision import AgencyView, Decision
from cpdocs.record.held import EarlierAction
from cpdocs.record.minutes import MinutePassage, Section
from cpdocs.record.passage import Restricted
from cpdocs.rules.situation import Situation
from cpdocs.views.attendance import concerned, related, somebody
from cpdocs.views.leaves import Prose
from cpdocs.views.reading import KINDS, Read, Reading
from cpdocs.views.shape.reporter_copy import KeptFromWords, WithheldWords

#: Where a passage stands, in words, by its place in the record. The name of a group says what is counted there.
PLACES: Final = {
    r"conference\.late_because": "why a timescale was missed",
    r"requested\.because": "why the conference was asked for",
    r"absent_because\.(?P<who>.+)": "why somebody was not there",
    r"inquorate\..+": "why too few agencies came, and what was agreed in the meantime",
    r"closed_parts\[\d+\]\.because": "what was explained about a closed part",
    r"facts_checked\[\d+\]\.correction": "a correction of a fact that was checked",
    r"progress\[(?P<progress>\d+)\]\..+": "a line of the earlier plan, or what became of it",
    r"children\[(?P<child>\d+)\]\.legal_status\..+": "the legal status",
    r"children\[(?P<child>\d+)\]\.taking_part\.because": "why the child was asked to come, or not",
    r"invitations\[(?P<call>\d+)\]\.excluded\.because": "why somebody was excluded",
    r"invitations\[(?P<call>\d+)\]\.not_invited\.because": "why somebody was not invited",
    r"invitations\[(?P<call>\d+)\]\.report\.excused_because": "why there is no report",
    r"invitations\[(?P<call>\d+)\]\.report\.not_shared_because": "why the family did not see a report first",
    r"decisions\[(?P<decision>\d+)\]\.significant_harm\.cause": "the cause of harm",
    r"decisions\[(?P<decision>\d+)\]\.alleged_abuser\.text": "the relationship to a suspected or alleged abuser",
    r"decisions\[(?P<decision>\d+)\]\.reasons": "the reasons of the decision",
    r"decisions\[(?P<decision>\d+)\]\.dissents\[\d+\]\..+": "a dissent, or what follows from it",
    r"decisions\[(?P<decision>\d+)\]\.reporter\..+": "the decision about a referral",
    r"decisions\[(?P<decision>\d+)\]\.plan\.outcomes\[\d+\]": "an aim of the plan",
    r"decisions\[(?P<decision>\d+)\]\.plan\.actions\[\d+\]\.what": "a line of the plan",
    r"decisions\[(?P<decision>\d+)\]\.plan\.actions\[\d+\]\.answers": "the need that a line of the plan answers",
    r"decisions\[(?P<decision>\d+)\]\.plan\.contingency": "what is done if the plan does not work",
    r"decisions\[(?P<decision>\d+)\]\.plan\.at_birth\.steps": "what happens at the birth",
    r"decisions\[(?P<decision>\d+)\]\.notifications\.late_because": "why somebody was told late",
    r"decisions\[(?P<decision>\d+)\]\.core_group\..+": "why the core group is made up as it is",
    r"decisions\[(?P<decision>\d+)\]\.deferral\..+": "the putting off of the decision, or the interim plan",
    r"decisions\[(?P<decision>\d+)\]\.support\.what": "the support",
    r"others_in_household\.children\[\d+\]\.outcome": "another child in the household",
    r"agency_views\[(?P<view>\d+)\]\.because": "an agency's view on registration",
    r"minutes\.purpose": "the purpose of the conference",
    r"minutes\.passages\[\d+\]": "a passage of the minutes",
    r"minutes\.strengths\[\d+\]": "a strength",
    r"minutes\.risks\[\d+\]": "a risk",
    r"minutes\.child_views\.(?P<who>[^.]+)\.how": "how the child's views were learnt",
    r"minutes\.child_views\.(?P<who>[^.]+)\.text": "the child's views",
    r"minutes\.family_views\[\d+\]\..+": "a family member's views",
    r"minutes\.actions\[\d+\]\.what": "an action of the meeting",
}
#: What the part of the minutes is about in which a passage without a heading stands.
_UNDER: Final[Mapping[Section, str]] = {
    "opening": "how the meeting was held",
    "information": "the information",
    "wishes": "wishes and views",
    "involvement": "who is involved",
    "concerns": "the concerns",
    "risk": "the risk",
    "needs": "the needs",
    "register": "the register",
    "plan": "the plan",
    "reporter": "the Reporter",
    "dissent": "disagreement and appeal",
    "closing": "the next meeting",
}
_WHERE_A_CHILD_IS: Final = {
    "address": "where the child lives",
    "school": "the child's school or nursery",
    "surgery": "the child's surgery",
}
WHEREABOUTS: Final = "tells where a child can be found"
APART: Final = "was told while some people were out of the room"


#: A place in a list of the paper, and its number. Decisions, children and invitations are no lists that are printed.
_BLOCK: Final = r"(?:decisions|children|invitations)\["
_IN_A_LIST: Final = re.compile(rf"(?P<list>{_BLOCK}\d+\]\.[^\[]+|(?!{_BLOCK})[^\[]+)\[(?P<n>\d+)\]")


@dataclass(frozen=True, slots=True)
class _Item:
    """A withheld item before it is known from whom: ``let_in`` asks that of another person's reading.

    ``path`` is its place in the record where it needs a reason of its own, and "" where its kind is the reason.
    """

    what: str
    kind: str
    let_in: Callable[[Reading], bool]
    about: str = ""
    heading: str = ""
    number: int = 0
    starts: time | None = None
    ends: time | None = None
    because: str | None = None
    path: str = ""


def schedule(situation: Situation, reading: Reading) -> tuple[tuple[WithheldWords, ...], tuple[str, ...]]:
    """The lines of the schedule for what ``reading`` has read, and the places of those that lack their reason."""
    found = (*_passages(situation, reading), *_closed_parts(situation, reading), *_facts(situation, reading))
    every = [child.id for child in situation.record.children]
    others = [r.id for r in situation.recipients if r.kind != "post"]
    known = [other for other in others if concerned(situation, reading, other)]
    readings = [(_kept_from(situation, reading, other), Reading(situation, other, every)) for other in known]
    lines = []
    for item in found:
        kept_from = tuple(words for words, other in readings if not item.let_in(other))
        if kept_from or item.path:  # what is restricted goes to nobody else either, though all of these may have it
            lines.append(_line(item, kept_from))
    return tuple(lines), tuple(item.path for item in found if item.path and not item.because)


def _line(item: _Item, kept_from: tuple[KeptFromWords, ...]) -> WithheldWords:
    return WithheldWords(
        what=item.what,
        about=item.about,
        heading=Prose(item.heading) if item.heading else None,
        number=item.number,
        starts=item.starts,
        ends=item.ends,
        kept_from=kept_from,
        kind=item.kind,
        because=Prose(item.because) if item.because else None,
    )


def _kept_from(situation: Situation, reading: Reading, ident: str) -> KeptFromWords:
    who, one = somebody(situation, reading, ident), situation.recipient(ident)
    title = one.role if one.is_supporter or one.child else who.title
    return KeptFromWords(who.name, title, related(situation, reading, ident))


# ---- the items -------------------------------------------------------------------------------------------------------


def _passages(situation: Situation, reading: Reading) -> Iterator[_Item]:
    """Each passage of the copy that is restricted, or that was said in a closed part."""
    for read in reading.read:
        restricted, minuted = read.passage.restricted, read.passage if isinstance(read.passage, MinutePassage) else None
        if restricted is None and not (minuted and minuted.closed_part):
            continue
        what, about = _place(situation, read.path)
        yield _Item(
            what=f"{what} about {_UNDER[minuted.under]}" if minuted and not minuted.heading else what,
            kind=KINDS[restricted.kind] if restricted else APART,
            let_in=_may_read(read),
            about=about,
            heading=minuted.heading if minuted else "",
            number=0 if minuted and minuted.heading else _number(reading, read),
            because=restricted.because if restricted else None,
            path=read.path if restricted else "",
        )


def _number(reading: Reading, read: Read) -> int:
    """Which of its list in this copy a passage is, from 1 on; 0 for what stands in no list. Never by its own words:
    a schedule may be shown to somebody who must not have the item.
    """
    mine, at = _list(read)
    if mine == ("facts_checked",):
        return at + 1  # every fact is printed, corrected or not
    return len({n for other in reading.read for name, n in [_list(other)] if name == mine and n <= at}) if mine else 0


def _list(read: Read) -> tuple[tuple[object, ...], int]:
    """The list of the copy in which a passage is printed, and its place in the record's; no list is ()."""
    found = _IN_A_LIST.match(read.path)
    if found is None:
        return (), 0
    name: tuple[object, ...] = (found["list"],)
    if found["list"] == "agency_views":
        name += read.children  # a list for each child
    if isinstance(read.passage, MinutePassage):
        name += (read.passage.under,)
    return name, int(found["n"])


def _may_read(read: Read) -> Callable[[Reading], bool]:
    return lambda other: other.refusal(read.passage, read.children) is None


def _closed_parts(situation: Situation, reading: Reading) -> Iterator[_Item]:
    """Each closed part of which something stands in the copy."""
    told = {r.passage.closed_part for r in reading.read if isinstance(r.passage, MinutePassage)}
    for part in situation.record.closed_parts:
        if part.id in told:
            because = part.because.text if reading.refusal(part.because) is None else None
            what, heard = "a part of the conference", _heard(part.id)
            yield _Item(what, APART, heard, starts=part.starts, ends=part.ends, because=because)


def _heard(part: str) -> Callable[[Reading], bool]:
    return lambda other: other.heard(part)


def _facts(situation: Situation, reading: Reading) -> Iterator[_Item]:
    """Where a child can be found, restricted parts of reports, and whoever comes without everybody's knowing."""
    for child in situation.record.children:
        places = {"address": child.address, "school": child.school, "surgery": child.surgery}
        for name, place in places.items() if reading.covers([child.id]) else ():
            if place is not None and getattr(place, "known", True):
                yield _Item(_WHERE_A_CHILD_IS[name], WHEREABOUTS, _knows_where(child, place.share_with), child.name)
    for n, invitation in enumerate(situation.record.invitations):
        who, report = invitation.person, invitation.report
        if concerned(situation, reading, who):
            part, path = report.part_restricted if report else None, f"invitations[{n}].report.part_restricted"
            yield from _restricted(situation, "a part of a report", who, part, path)
            path = f"invitations[{n}].presence"
            yield from _restricted(situation, "that somebody has to do with this case", who, invitation.presence, path)


def _restricted(situation: Situation, what: str, who: str, restricted: Restricted | None, path: str) -> Iterator[_Item]:
    if restricted is not None:
        let_in, kind = _knows(who, restricted.share_with), KINDS[restricted.kind]
        yield _Item(what, kind, let_in, situation.name(who), because=restricted.because, path=path)


def _knows_where(child: Child, share_with: tuple[str, ...]) -> Callable[[Reading], bool]:
    """A child who lives in the same home knows where it is, and where the other goes on a weekday."""

    def let_in(other: Reading) -> bool:
        sibling = other.person.child
        home = sibling is not None and (sibling.address.lines, sibling.address.postcode)
        return home == (child.address.lines, child.address.postcode) or other.shared(share_with)

    return let_in


def _knows(own: str, share_with: tuple[str, ...]) -> Callable[[Reading], bool]:
    return lambda other: other.person.id == own or other.shared(share_with)


def _place(situation: Situation, path: str) -> tuple[str, str]:
    """Where a passage stands in words, and the child or the person that it belongs to.

    Raises:
        KeyError: a place that nobody has put into words.
    """
    for pattern, words in PLACES.items():
        found = re.fullmatch(pattern, path)
        if found is not None:
            return words, _owner(situation, found.groupdict())
    raise KeyError(path)


def _owner(situation: Situation, at: dict[str, str]) -> str:
    """The name of the child or person whose block a place is in; "" for what is nobody's."""
    blocks: Mapping[str, Sequence[Decision | EarlierAction | AgencyView]] = {
        "decision": situation.record.decisions or (),
        "progress": situation.record.progress,
        "view": situation.record.agency_views,
    }
    match next(iter(at.items()), ("", "")):
        case ("", _):
            return ""
        case ("who", ident):
            return situation.name(ident)
        case ("child", n):
            return situation.record.children[int(n)].name
        case ("call", n):
            return situation.name(situation.record.invitations[int(n)].person)
        case (name, n):
            return situation.name(blocks[name][int(n)].child)
