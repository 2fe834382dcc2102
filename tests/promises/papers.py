"""What each paper has room for, told by hand: the words that must stand in a View and on the paper made from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import minuted_papers
from families import Json
from oracle import Oracle, Paper


def paper(of: Oracle, document: str, who: str) -> Paper | None:
    """What must stand in this person's paper; None if she or he gets none, or none that is made yet."""
    found = of.entitled(document, who)
    if found is None or (document, found[0]) not in ROOM:
        return None
    made = Paper()
    ROOM[document, found[0]](of, who, found[1], found[2], made)
    return made


def _worker(of: Oracle, who: str, scope: set[str]) -> tuple[str, str]:
    """The name and post of the case's social worker, who is named in every paper but a supporter's."""
    if not minuted_papers.concerned(of, who, scope, "worker"):
        return "", ""  # then the chair is named, who is no secret
    return of.name("worker"), of.contacts["c-worker"]["post_title"]


def _where(of: Oracle) -> tuple[str, str]:
    return of.r["conference"]["date"], of.r["conference"]["place"]


def _told(of: Oracle, who: str, scope: set[str], path: str, into: Paper, *, printed: bool = True) -> str:
    shown = of.shown(who, scope, path) if path in of.passages else ""
    if shown == "text":
        into.add(of.passages[path]["text"], printed=printed)
    elif shown == "token":
        into.tokens += 1
        into.unprinted_tokens += not printed
    return shown


# ---- invitations


def _family(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), *_where(of), *map(of.name, scope), *_worker(of, who, scope))
    supporter = of.calls[who].get("supporter", {})
    if "agreed_by_chair" in supporter:
        into.add(of.name(supporter["person"]))
    _coming(of, who, scope, into)


def _coming(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for one, call in of.calls.items():
        about = set(call.get("children", of.kids)) & scope
        if of.professional(one) and of.invited(one) and about and of.knows_of(who, one):
            into.add(of.contacts[of.people[one]["contact"]]["post_title"])


def _child(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), *_where(of), *_worker(of, who, scope))
    _coming(of, who, scope, into)
    speaker = of.child[who]["taking_part"].get("views_brought_by", "")
    if of.professional(speaker) and of.knows_of(who, speaker):
        into.add(of.name(speaker), of.contacts[of.people[speaker]["contact"]]["post_title"])


def _professional(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    post = of.contacts[of.people[who]["contact"]]["post_title"]
    into.add(of.name(who), post, *_where(of), *_worker(of, who, scope))
    for kid in (of.child[kid] for kid in scope):
        into.add(kid["name"], *kid.get("known_as", ()), kid.get("born"), kid.get("expected"))
        school = kid.get("school")
        if isinstance(school, dict) and of.named(who, school["share_with"]):
            into.add(school["name"])
    _told(of, who, scope, f"invitations[{list(of.calls).index(who)}].needed_because", into)
    lead = of.contacts[f"c-lead-{of.agency(who).replace('_', '-')}"]
    into.add(lead["name"], lead["post_title"])


def _supporter(of: Oracle, who: str, _: set[str], __: set[str], into: Paper) -> None:
    into.add(of.name(who), *_where(of))


def _excluded(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), *map(of.name, scope), *_worker(of, who, scope))
    out = of.calls[who]["excluded"]
    if "worker" in (out["views_obtained_by"], out["informed_by"]):
        into.add(of.name("worker"), of.contacts["c-worker"]["post_title"])
    _told(of, who, scope, f"invitations[{list(of.calls).index(who)}].excluded.because", into)


# ---- decision letters


def _letter_to_family(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), of.r["conference"]["date"], *_worker(of, who, scope))
    _decided(of, who, about, scope, into)
    for n, decision in enumerate(of.decisions):
        for m, dissent in enumerate(decision["dissents"]):
            if decision["child"] in about and dissent["person"] == who:
                _told(of, who, scope, f"decisions[{n}].dissents[{m}].text", into)


def _letter_to_child(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), of.r["conference"]["date"], _worker(of, who, scope)[0])
    into.add(_worker(of, who, scope)[1], printed=False)
    _told(of, who, scope, f"children[{of.kids.index(who)}].own_copy.why", into)
    n, decision = next((n, d) for n, d in enumerate(of.decisions) if d["child"] == who)
    into.add(decision.get("review_by"))
    _actions(of, who, scope, f"decisions[{n}]", decision, into)
    lead, group = decision.get("lead_professional"), decision.get("core_group", {"members": []})
    if lead and of.knows_of(who, lead):
        into.add(of.name(lead))
        into.add(of.contacts[of.people[lead]["contact"]]["post_title"], printed=False)
    if who in group["members"]:
        into.add(group["first"])
    for m, dissent in enumerate(decision["dissents"]):
        if dissent["person"] == who:
            _told(of, who, scope, f"decisions[{n}].dissents[{m}].text", into)


def _letter_to_professional(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.r["conference"]["date"], _worker(of, who, scope)[0])
    into.add(_worker(of, who, scope)[1], printed=False)
    _decided(of, who, about, scope, into)
    for n, decision in enumerate(of.decisions):
        for m, dissent in enumerate(decision["dissents"]):
            if decision["child"] not in about:
                continue
            told = _told(of, who, scope, f"decisions[{n}].dissents[{m}].text", into)
            if told == "text" and of.named_to(who, scope, dissent["person"]):
                into.add(of.name(dissent["person"]))


def _decided(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(*map(of.name, about))
    into.add(*(of.name(d["child"]) for d in of.decisions if d["outcome"] == "deferred" and d["child"] in scope))
    for n, decision in enumerate(of.decisions):
        if decision["child"] in about:
            _decision(of, who, scope, n, decision, into)


def _decision(of: Oracle, who: str, scope: set[str], n: int, decision: Json, into: Paper) -> None:
    here, professional = f"decisions[{n}]", of.professional(who)
    into.add(decision.get("review_by"))
    for place in ("reasons", "reporter.because", "plan.outcomes[0]", "plan.outcomes[1]", "plan.contingency"):
        _told(of, who, scope, f"{here}.{place}", into)
    _actions(of, who, scope, here, decision, into)
    again, birth = decision["reporter"].get("reconsider"), decision.get("plan", {}).get("at_birth")
    if again:
        into.add(again["on"], of.name("worker") if _has_name(of, who, scope, "worker") else None)
    if birth and _told(of, who, scope, f"{here}.plan.at_birth.steps", into) == "text":
        into.add(of.name("worker") if _has_name(of, who, scope, "worker") else None)
    if "support" in decision and _told(of, who, scope, f"{here}.support.what", into) == "text":
        into.add(of.name("visitor") if _has_name(of, who, scope, "visitor") else None)
    lead = decision.get("lead_professional")
    if lead and of.knows_of(who, lead):
        into.add(of.name(lead))
        into.add(of.contacts[of.people[lead]["contact"]]["post_title"], printed=professional)
    group = decision.get("core_group", {"members": [], "chair": ""})
    members = group["members"] if professional else [o for o in group["members"] if o == who]
    named = [o for o in members if _has_name(of, who, scope, o)]
    into.add(*(of.name(o) for o in named))
    if named:  # a group of which this reader may know nobody is not told of
        into.add(group["first"])
    if group["chair"] == "worker":
        into.add(of.name("worker"))
        into.add(of.contacts["c-worker"]["post_title"], printed=False)


def _actions(of: Oracle, who: str, scope: set[str], here: str, decision: Json, into: Paper) -> None:
    """What will be done; a child's letter has no room for what it answers."""
    for m, action in enumerate(decision.get("plan", {}).get("actions", ())):
        if _told(of, who, scope, f"{here}.plan.actions[{m}].what", into) == "text":
            if who not in of.child:
                place = f"{here}.plan.actions[{m}].answers"
                _told(of, who, scope, place, into, printed=of.professional(who))
            into.add(action["by"], *(of.name(o) for o in action["who"] if _has_name(of, who, scope, o)))


# ---- what goes with a decision letter


def _appeal(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    """Who appeals, about whose name, and who helps: nothing that anybody told."""
    into.add(of.name(who), of.r["conference"]["date"], *_worker(of, who, scope), *map(of.name, about))


def _has_name(of: Oracle, who: str, scope: set[str], other: str) -> bool:
    return (other in of.people or other in of.child) and of.named_to(who, scope, other)


Room: TypeAlias = Callable[[Oracle, str, set[str], set[str], Paper], None]
INVITED: dict[str, Room] = {
    "parent_carer": _family,
    "child": _child,
    "professional": _professional,
    "supporter": _supporter,
    "excluded": _excluded,
}
ROOM: dict[tuple[str, str], Room] = {
    **{("invitation", variant): room for variant, room in INVITED.items()},
    **{("review_invitation", variant): room for variant, room in INVITED.items()},
    ("decision_letter", "parent_carer"): _letter_to_family,
    ("decision_letter", "child"): _letter_to_child,
    ("decision_letter", "professional"): _letter_to_professional,
    ("appeal_letter", "parent_carer"): _appeal,
    ("appeal_letter", "child"): _appeal,
    ("minutes", "full"): minuted_papers.full,
    ("minutes", "family"): minuted_papers.family,
    ("minutes", "child"): minuted_papers.child,
}
