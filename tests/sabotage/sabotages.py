"""One-line sabotages of the rules and the views: what each would do to a family, and the line that does it.

A line is found by its whole text, which must stand in its file exactly once; a line that has moved on fails the test
here, so that the table never grows stale in silence.
"""

from __future__ import annotations

from typing import NamedTuple

READS = "tests/promises/test_promise_who_reads_what.py"
RIGHTS = "tests/rules/test_entitlements.py"


class Sabotage(NamedTuple):
    """``first`` is the test that should notice; the others are asked only if it does not."""

    what: str
    file: str
    old: str
    new: str
    first: str = READS


READING, LETTER, FACTS = "views/reading.py", "views/decision_letter.py", "views/facts.py"
BY_HAND, CHILDREN = "tests/views/test_cutters.py", "tests/views/test_cutters_children.py"
INVITATION, SECRETS = "views/invitation.py", "views/secrets.py"
DECISIONS, MINUTES, SAID = "views/decisions.py", "views/minutes.py", "views/said.py"
MINUTED, ATTENDANCE, SCHEDULE = "views/minuted.py", "views/attendance.py", "views/schedule.py"
CUT, READERS = "tests/views/test_minutes_cut.py", "tests/views/test_minutes_who_reads_what.py"
TOLD = "tests/promises/test_promise_schedule.py"
RECIPIENTS, PREDICATES = "rules/recipients.py", "rules/predicates.py"
SCOPES, ENTITLEMENTS, ROWS = "rules/scopes.py", "rules/entitlements.py", "rules/tables/entitlements.yaml"

SABOTAGES = (
    # ---- what a reader may read
    Sabotage(
        "a restriction is dropped",
        READING,
        "        return self._restriction(passage.restricted) if passage.restricted else None",
        "        return None",
    ),
    Sabotage(
        "a passage counts as in scope when one of its children is",
        READING,
        "        return self.scope.issuperset(children)",
        "        return bool(self.scope.intersection(children))",
    ),
    Sabotage(
        "the children that a passage says it is about are ignored",
        READING,
        "        about = passage.about or tuple(children) or tuple(child.id for child in self.situation.record.children)",
        "        about = tuple(children) or tuple(child.id for child in self.situation.record.children)",
    ),
    Sabotage(
        "the provider's agreement is ignored",
        READING,
        "        if not (restricted.provider_agrees or self.takes_part or restricted.provider == self.person.id):",
        "        if False:",
    ),
    Sabotage(
        "everybody counts as having taken part",
        READING,
        "        return self.person.invited or self.person.came",
        "        return True",
    ),
    Sabotage(
        "the closed part in which something was said is ignored",
        READING,
        "        if isinstance(passage, MinutePassage) and not self.heard(passage.closed_part):",
        "        if False:",
    ),
    Sabotage(
        "whoever left for a closed part reads it",
        READING,
        "        if closed is None or self.person.id in closed.left:",
        "        if closed is None:",
    ),
    Sabotage(
        "family who were not there read what was said in a closed part",
        READING,
        "        return self.person.is_professional or stayed",
        "        return True",
    ),
    Sabotage(
        "a hidden presence is ignored",
        READING,
        "        return presence is None or ident == self.person.id or self.shared(presence.share_with)",
        "        return True",
    ),
    Sabotage(
        "a token stands for what is about another child",
        READING,
        '        shown = passage.restricted is not None and passage.restricted.shown_as == "token" and refusal[0] != "scope"',
        '        shown = passage.restricted is not None and passage.restricted.shown_as == "token"',
    ),
    Sabotage(
        "agency:health is matched by how it begins",
        READING,
        '        named = self.person.id in share_with or (agency is not None and f"agency:{agency}" in share_with)',
        '        named = self.person.id in share_with or any(agency and s.startswith(f"agency:{agency}") for s in share_with)',
    ),
    Sabotage(
        "a school is printed whoever it is shared with",
        READING,
        '        return place.name if self.shared(place.share_with) else ""',
        "        return place.name",
    ),
    Sabotage(
        "every professional reads all that is restricted, as a post may",
        READING,
        "        if self.whole:",
        "        if self.whole or self.person.is_professional:",
    ),
    Sabotage(
        "a half-sibling is named in a plan, a core group, a dissent",
        READING,
        "        return reading.covers([ident])",
        "        return True",
    ),
    Sabotage(
        "the family of another child is no stranger",
        READING,
        "        if p.relationship and p.id != reading.person.id and not set(p.relationship) & reading.scope",
        "        if p.relationship and p.id != reading.person.id and not set(p.relationship)",
    ),
    # ---- the letters
    Sabotage(
        "a parent reads what another parent did not agree with",
        LETTER,
        "        if dissent.person == planned.person",
        "        if dissent.person",
    ),
    Sabotage(
        "a letter tells of every child's decision",
        LETTER,
        "        if decision.child in planned.children",
        "        if decision.child",
    ),
    Sabotage(
        "who does a withheld thing, and by when, is told",
        DECISIONS,
        "        if what == reading.token:",
        "        if what is None:",
    ),
    Sabotage(
        "the day of a core group is told to who is not in it",
        LETTER,
        "        core_group_first=group.first if group and members else None,  # no day to wait outside for who is not in it",
        "        core_group_first=group.first if group else None,",
    ),
    Sabotage(
        "a parent is told who else is in the core group",
        LETTER,
        "    if reading.person.is_professional:",
        "    if reading.person:",
    ),
    Sabotage(
        "who gives help that is withheld is told",
        DECISIONS,
        "    if what == reading.token:",
        "    if what is None:",
        CHILDREN,
    ),
    Sabotage(
        "who tells of a birth, and the meeting at the hospital, are told where the steps are withheld",
        DECISIONS,
        "    if steps == reading.token:",
        "    if birth.told_by is None:",
        BY_HAND,
    ),
    Sabotage(
        "a letter names every child about whom nothing is decided",
        LETTER,
        '    waiting = [d.child for d in decisions if d.outcome == "deferred" and reading.covers([d.child])]',
        '    waiting = [d.child for d in decisions if d.outcome == "deferred"]',
    ),
    Sabotage(
        "whoever leads is named though the reader may not know of her",
        LETTER,
        "    return officer(situation, ident) if ident and reading.knows_of(ident) else None",
        "    return officer(situation, ident) if ident else None",
    ),
    Sabotage(
        "why is told to a child though it is restricted",
        LETTER,
        '        why=reading.text(own.own_copy.why, f"children[{m}].own_copy.why", [own.id]),',
        "        why=own.own_copy.why.text if own.own_copy.why else None,",
    ),
    Sabotage(
        "a child reads what its plan answers",
        LETTER,
        "        plan_actions=tuple(replace(a, answers=None) for a in told),",
        "        plan_actions=told,",
    ),
    Sabotage(
        "a child is told the day of a core group that it is not in",
        LETTER,
        "        core_group_first=group.first if group and own.id in group.members else None,",
        "        core_group_first=group.first if group else None,",
    ),
    Sabotage(
        "an aunt is told that she can appeal",
        ENTITLEMENTS,
        "        appeal_by=appeal_by(situation, way, day) if day and rule.appeal and _appeals(situation, recipient) else None,",
        "        appeal_by=appeal_by(situation, way, day) if day and rule.appeal else None,",
        CHILDREN,
    ),
    Sabotage(
        "the excluded father is promised the minutes",
        ENTITLEMENTS,
        "    gets = found.row is not None and not found.refused",
        "    gets = found.row is not None",
        CHILDREN,
    ),
    # ---- the invitations
    Sabotage(
        "a child is told of a hidden professional who speaks for it",
        INVITATION,
        "    return officer(situation, ident) if ident and known and reading.knows_of(ident) else None",
        "    return officer(situation, ident) if ident and known else None",
    ),
    Sabotage(
        "a relative who speaks for a child is somebody for it to ring",
        INVITATION,
        "    known = ident is not None and any(p.id == ident and p.is_professional for p in situation.record.people)",
        "    known = ident is not None",
    ),
    Sabotage(
        "a hidden professional stands in the list of those who come",
        INVITATION,
        "        told = invited and reading.knows_of(person.id)",
        "        told = invited",
    ),
    Sabotage(
        "a supporter to whom the chair has not agreed is promised",
        INVITATION,
        '        supporter=situation.name(supporter.person) if supporter and agreed else "",',
        '        supporter=situation.name(supporter.person) if supporter else "",',
    ),
    Sabotage(
        "a parent is told who comes about another child",
        INVITATION,
        "        if contact and person.is_professional and told and children & reading.scope:",
        "        if contact and person.is_professional and told:",
    ),
    Sabotage(
        "the excluded parent is sent the invitation of the others",
        "views/cut.py",
        '    ("invitation", "excluded"): invitation.excluded,',
        '    ("invitation", "excluded"): invitation.parent_carer,',
    ),
    # ---- the second net
    Sabotage(
        "a child's address is a secret to nobody of its scope",
        FACTS,
        '    not_shared = out or ("" if own or reading.shared(child.address.share_with) else _NOT_SHARED)',
        "    not_shared = out",
    ),
    Sabotage(
        "the facts take the reader's own and others' for each other",
        FACTS,
        "    own = person.id == planned.person",
        "    own = person.id != planned.person",
    ),
    Sabotage(
        "the day of the meeting is a secret afterwards, and not before",
        FACTS,
        "        if planned.beforehand:  # a paper that goes out afterwards says on which day it was",
        "        if not planned.beforehand:",
    ),
    Sabotage(
        "nobody looks for the name of whoever is hidden",
        FACTS,
        "        if not reading.knows_of(one.person):",
        "        if False:",
    ),
    Sabotage(
        "what slipped into a told text is no secret any more",
        SECRETS,
        "    told = {squeezed(text) for text in (*view.typed_texts(), *view.authority_texts())} if view else set()",
        "    told = {squeezed(t) for t in (*view.typed_texts(), *view.told_texts())} if view else set()",
        "tests/views/test_secrets.py",
    ),
    Sabotage(
        "the leak check does not look for what is about another child",
        SECRETS,
        "        hidden = reading.person.is_supporter or reading.refusal(passage, children) is not None",
        '        hidden = reading.person.is_supporter or (reading.refusal(passage, children) or ["scope"])[0] != "scope"',
    ),
    # ---- who is who
    Sabotage(
        "the excluded and those not invited count as invited",
        RECIPIENTS,
        "        invited=invitation is not None and invitation.stands,",
        "        invited=invitation is not None,",
    ),
    Sabotage(
        "an observer counts as a professional who takes part",
        RECIPIENTS,
        "    if person.is_supporter or observes:",
        "    if person.is_supporter:",
    ),
    Sabotage(
        "a supporter counts as family",
        RECIPIENTS,
        '        kind = "supporter" if person.is_supporter else "observer"',
        '        kind = "family" if person.is_supporter else "observer"',
    ),
    Sabotage(
        "the Reporter's officer counts as a professional unless the record says observer",
        RECIPIENTS,
        "    observes = (invitation is not None and invitation.observer) or not REPORTER.isdisjoint({agency, person.role})",
        "    observes = invitation is not None and invitation.observer",
    ),
    # ---- predicates
    Sabotage(
        "excluded is asked the wrong way round",
        PREDICATES,
        "    return q.exclusion is not None",
        "    return q.exclusion is None",
    ),
    Sabotage(
        "any relative is a holder of parental rights",
        PREDICATES,
        '    return q.recipient.kind == "family" and bool(rights)',
        '    return q.recipient.kind == "family"',
    ),
    Sabotage(
        "a supporter needs no agreement of the chair's",
        PREDICATES,
        "    return any(s.person == q.recipient.id and s.agreed_by_chair is not None for s in brought if s)",
        "    return any(s.person == q.recipient.id for s in brought if s)",
    ),
    Sabotage(
        "anybody may choose a child's own copy",
        PREDICATES,
        "        return chosen and child is not None and child.own_copy.decided_by == chair",
        "        return chosen",
        RIGHTS,
    ),
    Sabotage(
        "one deferred decision keeps back the letter about the others",
        PREDICATES,
        '    return outcomes == {"deferred"}',
        '    return "deferred" in outcomes',
    ),
    # ---- scopes
    Sabotage(
        "a child reads about its siblings",
        SCOPES,
        "        return (recipient.id,)",
        "        return every(record)",
    ),
    Sabotage(
        "family is invited for children whom it has no relationship to",
        SCOPES,
        "    return _ordered(record, (named | set(recipient.person.parental_rights)) & set(recipient.relationship))",
        "    return _ordered(record, named | set(recipient.person.parental_rights) | set(recipient.relationship))",
    ),
    Sabotage(
        "a professional invited for one child reads about all",
        SCOPES,
        "        return _ordered(record, named or every(record))",
        "        return every(record)",
    ),
    Sabotage(
        "a deferred decision is told as if it were taken",
        SCOPES,
        '    return (d.child for d in _decisions(situation) if d.outcome != "deferred")',
        "    return (d.child for d in _decisions(situation))",
    ),
    # ---- the table and how it is asked
    Sabotage(
        "a row that refuses is passed over, and a later one gives",
        ENTITLEMENTS,
        "            return Answer(row, refused=row.because)",
        "            continue",
    ),
    Sabotage(
        "a variant goes to whatever kind of recipient",
        ENTITLEMENTS,
        '    return right_kind and not outsider and (row.restricted == "if_named" or recipient.kind == "post")',
        '    return row.restricted == "if_named" or recipient.kind == "post"',
        RIGHTS,
    ),
    Sabotage(
        "everybody has a post's right to all that is restricted",
        ENTITLEMENTS,
        '        whole=row.restricted == "all",',
        "        whole=bool(row.restricted),",
    ),
    Sabotage(
        "a reader is withheld what is about a child whose decision is deferred",
        ENTITLEMENTS,
        '    whole = recipient.kind == "post" or row.scope == "all"',
        "    whole = True",
    ),
    Sabotage(
        "a row too many: every relative gets a decision letter",
        ROWS,
        "  - id: decision-letter-parent-carer",
        "  - {id: more, documents: [decision_letter], who: family, scope: own_or_related, children: decided,"
        " variant: parent_carer, because: x, source: x}\n  - id: decision-letter-parent-carer",
    ),
    Sabotage(
        "a row too few: an observer is refused nothing",
        ROWS,
        "    who: observer",
        "    who: supporter",
    ),
    # ---- what the record itself restricts
    Sabotage(
        "a text is not restricted as the block around it is",
        "record/passage.py",
        '        return {"text": passage, "restricted": restricted}',
        '        return {"text": passage}',
    ),
    # ---- the minutes
    Sabotage(
        "who is there for another child alone is named in the minutes, a teacher among them",
        ATTENDANCE,
        "        return not invitation or not reading.scope.isdisjoint(_children(situation, invitation))",
        "        return True",
    ),
    Sabotage(
        "another child's family is named in the list of who came",
        ATTENDANCE,
        "    return ident == reading.person.id or bool(set(one.relationship) & reading.scope)",
        "    return True",
    ),
    Sabotage(
        "family read who asked for the conference though they may not read why",
        ATTENDANCE,
        "    if reading.family and because in (None, reading.token):",
        "    if False:",
    ),
    Sabotage(
        "that a part of a report is restricted is told to everybody",
        ATTENDANCE,
        "            part_restricted=part is not None and (author or reading.shared(part.share_with)),",
        "            part_restricted=part is not None,",
        CUT,
    ),
    Sabotage(
        "a heading of the minutes stays where its passage is withheld",
        SAID,
        "        if text is not None:",
        "        if text is not None or passage.heading:",
    ),
    Sabotage(
        "who spoke is told beside the token of a passage",
        SAID,
        "    if text == reading.token:",
        "    if False:",
    ),
    Sabotage(
        "another child in the home is named to whoever may not know of her or him",
        SAID,
        "        shown = one.restricted is None or reading.shared(one.restricted.share_with)",
        "        shown = True",
        CUT,
    ),
    Sabotage(
        "a closed part is told to family who had not left for it",
        MINUTES,
        "        if left or (because not in (None, reading.token) and not reading.family):",
        "        if left or because not in (None, reading.token):",
    ),
    Sabotage(
        "family read who else had left for a closed part",
        MINUTES,
        "    known = () if reading.family else (i for i in part.left if people.concerned(situation, reading, i))",
        "    known = (i for i in part.left if people.concerned(situation, reading, i))",
        READERS,
    ),
    Sabotage(
        "what was checked about all is told to whoever is there for one",
        MINUTES,
        "        if reading.covers(everybody) or fact.by == reading.person.id:",
        "        if True:",
        READERS,
    ),
    Sabotage(
        "that there are no orders is said to everybody, so that silence tells of one",
        MINUTES,
        "        none=empty and reading.whole,",
        "        none=empty,",
        CUT,
    ),
    Sabotage(
        "the core group and its day are told to family who are not in it",
        MINUTED,
        "    if reading.family and reading.person.id not in members:",
        "    if False:",
    ),
    Sabotage(
        "who is an alleged abuser is told where the text is withheld",
        MINUTED,
        "    relationship = abuser.relationship if abuser and abuser_text not in (None, reading.token) else None",
        "    relationship = abuser.relationship if abuser else None",
        CUT,
    ),
    # ---- the schedule of withheld items
    Sabotage(
        "a person who may not have a thing is left out of its line",
        SCHEDULE,
        "        kept_from = tuple(words for words, other in readings if not item.let_in(other))",
        "        kept_from = tuple(words for words, other in readings[1:] if not item.let_in(other))",
        TOLD,
    ),
    Sabotage(
        "a restriction without its reason holds nothing",
        SCHEDULE,
        "    return tuple(lines), tuple(item.path for item in found if item.path and not item.because)",
        "    return tuple(lines), ()",
        TOLD,
    ),
    Sabotage(
        "what was told apart has no line of its own",
        SCHEDULE,
        "        if part.id in told:",
        "        if False:",
        TOLD,
    ),
    # ---- the pack of a referral
    Sabotage(
        "the letter of a referral is about every child of the paper",
        "views/reporter_referral.py",
        "    referred = [d for d in situation.record.decisions or () if d.child in planned.children and d.reporter.refer]",
        "    referred = [d for d in situation.record.decisions or () if d.child in planned.children]",
        "tests/views/test_referral_letter.py",
    ),
    Sabotage(
        "a file goes along that is about a child too who is not referred",
        "rules/enclosures.py",
        "    return tuple(one for one, about in _declared(situation, document) if about <= {*scope})",
        "    return tuple(one for one, about in _declared(situation, document) if about & {*scope})",
        "tests/rules/test_entitlements_rows.py",
    ),
    Sabotage(
        "a file that nobody has read holds nothing",
        "rules/enclosures.py",
        "        if one.reviewed_by is None:",
        "        if False:",
        "tests/rules/test_entitlements_rows.py",
    ),
)
