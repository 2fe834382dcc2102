"""Cutting what the minutes tell of what was said. What is withheld takes with it all that belongs to it.

A heading, a speaker, who does something and by when would tell of what a passage says; so each goes where its passage
goes. In the place of one that is shown as a token stands the token, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from cpdocs.record.minutes import FamilyView, MinutePassage, Minutes, Section
from cpdocs.record.passage import Passage
from cpdocs.rules.situation import Situation
from cpdocs.views.attendance import concerned, somebody
from cpdocs.views.leaves import Prose
from cpdocs.views.reading import ANOTHER, Reading, name_for
from cpdocs.views.shape.said import (
    AgencyViewWords,
    ChallengeWords,
    ChildViewWords,
    FamilyViewWords,
    MeetingActionWords,
    OtherChildWords,
    PassageWords,
    ProgressWords,
    SectionWords,
)

#: The words for how far an action has come.
STATES = {"done": "done", "under_way": "under way", "not_done": "not done"}


def sections(situation: Situation, reading: Reading, minutes: Minutes) -> tuple[SectionWords, ...]:
    """Every heading of the running order, each with the passages under it that this reader may read."""
    under: dict[str, list[PassageWords]] = {name: [] for name in get_args(Section)}
    for n, passage in enumerate(minutes.passages):
        text = reading.text(passage, f"minutes.passages[{n}]")
        if text is not None:
            under[passage.under].append(_passage(situation, reading, passage, text))
    return tuple(SectionWords(name, tuple(found)) for name, found in under.items())


def _passage(situation: Situation, reading: Reading, passage: MinutePassage, text: Prose) -> PassageWords:
    if text == reading.token:
        return PassageWords(None, "", "", "", apart=False, restricted=False, text=text, challenged=())
    speaker = somebody(situation, reading, passage.speaker) if passage.speaker else None
    return PassageWords(
        heading=Prose(passage.heading) if passage.heading else None,
        speaker=speaker.name if speaker else "",
        title=speaker.title if speaker else "",
        kind=passage.kind,
        apart=passage.closed_part is not None,
        restricted=passage.restricted is not None,
        text=text,
        challenged=tuple(ChallengeWords(name_for(situation, reading, c.by), Prose(c.text)) for c in passage.challenged),
    )


def child_views(situation: Situation, reading: Reading, minutes: Minutes) -> tuple[ChildViewWords, ...]:
    """What each child of the scope thinks, whether it came, and why or why not."""
    return tuple(
        _child_view(situation, reading, minutes, n)
        for n, child in enumerate(situation.record.children)
        if reading.covers([child.id])
    )


def _child_view(situation: Situation, reading: Reading, minutes: Minutes, n: int) -> ChildViewWords:
    child, record = situation.record.children[n], situation.record
    views, part, about = minutes.child_views.get(child.id), child.taking_part, [child.id]
    came = (record.attendance or {}).get(child.id, "absent") not in ("absent", "apologies")
    brought = part.views_brought_by if part else None
    absent = None if came else record.absent_because.get(child.id)
    return ChildViewWords(
        child=child.name,
        unborn=child.born is None,
        invited=part is not None and part.invited,
        came=came,
        because=reading.text(part.because if part else None, f"children[{n}].taking_part.because", about),
        absent_because=reading.text(absent, f"absent_because.{child.id}", about),
        brought_by=name_for(situation, reading, brought) if brought and concerned(situation, reading, brought) else "",
        how=reading.text(views.how if views else None, f"minutes.child_views.{child.id}.how", about),
        text=reading.text(views.text if views else None, f"minutes.child_views.{child.id}.text", about),
    )


def family_views(situation: Situation, reading: Reading, minutes: Minutes) -> tuple[FamilyViewWords, ...]:
    """What each parent and carer thinks, or how her or his views were sought."""
    found = (_family_view(situation, reading, n, view) for n, view in enumerate(minutes.family_views))
    return tuple(view for view in found if view is not None)


def _family_view(situation: Situation, reading: Reading, n: int, view: FamilyView) -> FamilyViewWords | None:
    text = reading.text(view.text, f"minutes.family_views[{n}].text")
    sought = reading.text(view.sought, f"minutes.family_views[{n}].sought")
    told = [part for part in (text, sought) if part is not None]
    if not told:
        return None
    if told == [reading.token] * len(told):
        return FamilyViewWords("", "", text, sought)
    through = name_for(situation, reading, view.through) if view.through else ""
    return FamilyViewWords(name_for(situation, reading, view.person), through, text, sought)


def progress(situation: Situation, reading: Reading) -> tuple[ProgressWords, ...]:
    """At a review, what became of each action of the earlier plan."""
    found = []
    for n, one in enumerate(situation.record.progress):
        if not reading.covers([one.child]):
            reading.leave_out(f"progress[{n}]")
            continue
        child, action = situation.name(one.child), reading.text(one.action, f"progress[{n}].action", [one.child])
        if action == reading.token:
            found.append(ProgressWords(child, action, (), "", None))
        elif action is not None:
            who = tuple(name_for(situation, reading, w) for w in one.who)
            changed = reading.text(one.changed, f"progress[{n}].changed", [one.child])
            found.append(ProgressWords(child, action, who, STATES[one.state], changed))
    return tuple(found)


def listed(reading: Reading, passages: Iterable[Passage], path: str) -> tuple[Prose, ...]:
    """Strengths, or risks."""
    texts = (reading.text(passage, f"{path}[{n}]") for n, passage in enumerate(passages))
    return tuple(text for text in texts if text is not None)


def other_children(situation: Situation, reading: Reading) -> tuple[OtherChildWords, ...]:
    """The other children in the household. That there are none is not said: see ``LegalWords``, for the same reason."""
    others, found = situation.record.others_in_household, []
    for n, one in enumerate(others.children if others else ()):
        outcome = reading.text(one.outcome, f"others_in_household.children[{n}].outcome")
        shown = one.restricted is None or reading.shared(one.restricted.share_with)
        if outcome is not None:
            found.append(OtherChildWords(one.name if shown and outcome != reading.token else ANOTHER, outcome))
    return tuple(found)


def agency_views(situation: Situation, reading: Reading, child: str) -> tuple[AgencyViewWords, ...]:
    """What each agency thought about registering a child. One whose reason is withheld is left out whole."""
    found = []
    for n, view in enumerate(situation.record.agency_views):
        if view.child == child:
            because = reading.text(view.because, f"agency_views[{n}].because", [child])
            who = somebody(situation, reading, view.person)
            if because == reading.token:
                found.append(AgencyViewWords("", "", "", because))
            elif because is not None:
                found.append(AgencyViewWords(who.name, who.title, view.register_child, because))
    return tuple(found)


def meeting_actions(situation: Situation, reading: Reading, minutes: Minutes) -> tuple[MeetingActionWords, ...]:
    """What is to be done besides the children's plans."""
    found = []
    for n, action in enumerate(minutes.actions):
        what = reading.text(action.what, f"minutes.actions[{n}].what")
        if what == reading.token:
            found.append(MeetingActionWords(what, "", None))
        elif what is not None:
            found.append(MeetingActionWords(what, name_for(situation, reading, action.who), action.by))
    return tuple(found)
