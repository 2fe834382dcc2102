"""What each paper has room for, told by hand: the words that must stand in a View and on the paper made from it."""

from __future__ import annotations

from collections.abc import Callable

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


def _worker(of: Oracle, who: str) -> tuple[str, str]:
    """The name and post of the case's social worker, who is named in every paper but a supporter's."""
    if not of.knows_of(who, "worker"):
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
    into.add(of.name(who), *_where(of), *map(of.name, scope), _worker(of, who)[0])
    into.add(_worker(of, who)[1], printed=False)
    supporter = of.calls[who].get("supporter", {})
    if "agreed_by_chair" in supporter:
        into.add(of.name(supporter["person"]))
    for one, call in of.calls.items():
        about = set(call.get("children", of.kids)) & scope
        if of.professional(one) and of.invited(one) and about and of.knows_of(who, one):
            into.add(of.contacts[of.people[one]["contact"]]["post_title"])


def _professional(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    post = of.contacts[of.people[who]["contact"]]["post_title"]
    into.add(of.name(who), post, *_where(of), *_worker(of, who))
    for kid in (of.child[kid] for kid in scope):
        into.add(kid["name"], *kid.get("known_as", ()), kid.get("born"), kid.get("expected"))
        school = kid.get("school")
        if isinstance(school, dict) and of.named(who, school["share_with"]):
            into.add(school["name"])
    _told(of, who, scope, f"invitations[{list(of.calls).index(who)}].needed_because", into)


def _supporter(of: Oracle, who: str, _: set[str], __: set[str], into: Paper) -> None:
    into.add(of.name(who), *_where(of))


def _excluded(of: Oracle, who: str, _: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), *map(of.name, scope))
    out = of.calls[who]["excluded"]
    if "worker" in (out["views_obtained_by"], out["informed_by"]):
        into.add(of.name("worker"), of.contacts["c-worker"]["post_title"])
    _told(of, who, scope, f"invitations[{list(of.calls).index(who)}].excluded.because", into)


# ---- decision letters


def _letter_to_family(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.name(who), of.r["conference"]["date"], _worker(of, who)[0])
    into.add(_worker(of, who)[1], printed=False)
    _decided(of, who, about, scope, into)
    for n, decision in enumerate(of.decisions):
        for m, dissent in enumerate(decision["dissents"]):
            if decision["child"] in about and dissent["person"] == who:
                _told(of, who, scope, f"decisions[{n}].dissents[{m}].text", into)


def _letter_to_professional(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.r["conference"]["date"], _worker(of, who)[0])
    into.add(_worker(of, who)[1], printed=False)
    _decided(of, who, about, scope, into)
    for n, decision in enumerate(of.decisions):
        for m, dissent in enumerate(decision["dissents"]):
            told = decision["child"] in about and _told(of, who, scope, f"decisions[{n}].dissents[{m}].text", into)
            if told and of.named_to(who, scope, dissent["person"]):
                into.add(of.name(dissent["person"]))


def _decided(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(*map(of.name, about))
    for n, decision in enumerate(of.decisions):
        if decision["child"] in about:
            _decision(of, who, scope, n, decision, into)


def _decision(of: Oracle, who: str, scope: set[str], n: int, decision: Json, into: Paper) -> None:
    here, professional = f"decisions[{n}]", of.professional(who)
    into.add(decision.get("review_by"))
    for place in ("reasons", "reporter.because", "plan.outcomes[0]", "plan.outcomes[1]", "plan.contingency"):
        _told(of, who, scope, f"{here}.{place}", into)
    for m, action in enumerate(decision.get("plan", {}).get("actions", ())):
        if _told(of, who, scope, f"{here}.plan.actions[{m}].what", into) == "text":
            _told(of, who, scope, f"{here}.plan.actions[{m}].answers", into, printed=professional)
            into.add(action["by"], *(of.name(o) for o in action["who"] if _has_name(of, who, scope, o)))
    lead = decision.get("lead_professional")
    if lead and of.knows_of(who, lead):
        into.add(of.name(lead))
        into.add(of.contacts[of.people[lead]["contact"]]["post_title"], printed=professional)
    group = decision.get("core_group", {"members": [], "chair": ""})
    members = group["members"] if professional else [o for o in group["members"] if o == who]
    into.add(*(of.name(o) for o in members if _has_name(of, who, scope, o)))
    if members:
        into.add(group["first"])
    if group["chair"] == "worker":
        into.add(of.name("worker"), printed=bool(members))
        into.add(of.contacts["c-worker"]["post_title"], printed=False)


# ---- what goes with a decision letter


def _appeal(of: Oracle, who: str, about: set[str], _: set[str], into: Paper) -> None:
    """Who appeals, about whose name, and who helps: nothing that anybody told."""
    into.add(of.name(who), of.r["conference"]["date"], _worker(of, who)[0], *map(of.name, about))
    into.add(_worker(of, who)[1], printed=False)


def _has_name(of: Oracle, who: str, scope: set[str], other: str) -> bool:
    return (other in of.people or other in of.child) and of.named_to(who, scope, other)


ROOM: dict[tuple[str, str], Callable[[Oracle, str, set[str], set[str], Paper], None]] = {
    ("invitation", "parent_carer"): _family,
    ("invitation", "professional"): _professional,
    ("invitation", "supporter"): _supporter,
    ("invitation", "excluded"): _excluded,
    ("decision_letter", "parent_carer"): _letter_to_family,
    ("decision_letter", "professional"): _letter_to_professional,
    ("appeal_letter", "parent_carer"): _appeal,
    ("appeal_letter", "child"): _appeal,
}
