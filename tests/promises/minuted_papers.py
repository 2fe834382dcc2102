"""What the minutes have room for, told by hand: the words that must stand in a View of the minutes and on the paper."""

from __future__ import annotations

from families import Json
from oracle import NOT_THERE, Oracle, Paper

WORKER = "worker"


def concerned(of: Oracle, who: str, scope: set[str], other: str) -> bool:
    """Whether somebody has to do with a child of the scope, as far as the reader may know of her or him."""
    if other in of.child or not of.named_to(who, scope, other):
        return other in scope
    if of.supporter(other):
        return any(concerned(of, who, scope, one) for one in _bringing(of, other))
    if of.professional(other):
        return other not in of.calls or bool(set(of.calls[other].get("children", of.kids)) & scope)
    return other == who or bool(set(of.people[other]["relationship"]) & scope)


def _bringing(of: Oracle, supporter: str) -> list[str]:
    return [one for one, call in of.calls.items() if call.get("supporter", {}).get("person") == supporter]


def came(of: Oracle, who: str) -> bool:
    return of.r["attendance"].get(who, "absent") not in NOT_THERE


def full(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    """Professionals' minutes."""
    _common(of, who, about, scope, into)
    into.add(of.r["conference"]["place"])
    for kid in (of.child[kid] for kid in scope):
        into.add(*kid.get("known_as", ()), kid.get("born"), kid.get("expected"))
    for n, (other, call) in enumerate(of.calls.items()):
        if not concerned(of, who, scope, other):
            continue
        if "excluded" in call:
            into.add(of.name(other))
            _told(of, who, scope, f"invitations[{n}].excluded.because", into)
            _name(of, who, scope, into, call["excluded"]["views_obtained_by"], call["excluded"]["informed_by"])
        if "not_invited" in call and _told(of, who, scope, f"invitations[{n}].not_invited.because", into) == "text":
            into.add(of.name(other))
    for n, view in enumerate(of.r["agency_views"]):
        if view["child"] in about and _told(of, who, scope, f"agency_views[{n}].because", into) == "text":
            _somebody(of, who, scope, into, view["person"])
    for n, decision in enumerate(of.decisions):
        if decision["child"] in about:
            # A group of which this reader may know nobody is not told of, nor why it is as it is.
            if any(_has_name(of, who, scope, member) for member in _members(of, who, decision)):
                _told(of, who, scope, f"decisions[{n}].core_group.members_because", into)
            _told(of, who, scope, f"decisions[{n}].reporter.no_report_because", into)


def family(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    """The family's minutes."""
    _common(of, who, about, scope, into)


def child(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    """The short version for a child."""
    into.add(of.name(who), of.r["conference"]["date"])
    _worker(of, who, scope, into)
    for path in ("strengths[0]", "risks[0]", f"child_views.{who}.text"):
        _told(of, who, scope, f"minutes.{path}", into)
    n, decision = next((n, d) for n, d in enumerate(of.decisions) if d["child"] == who)
    into.add(decision.get("review_by"))
    for m, action in enumerate(decision.get("plan", {}).get("actions", ())):
        if _told(of, who, scope, f"decisions[{n}].plan.actions[{m}].what", into) == "text":
            into.add(action["by"])
            _name(of, who, scope, into, *action["who"])
    lead = decision.get("lead_professional")
    if lead and of.knows_of(who, lead):
        into.add(of.name(lead))
        into.add(_post(of, lead), printed=False)


# ---- what all whole minutes say --------------------------------------------------------------------------------------


def _common(of: Oracle, who: str, about: set[str], scope: set[str], into: Paper) -> None:
    into.add(of.r["conference"]["date"], *map(of.name, scope))
    _worker(of, who, scope, into)
    _opening(of, who, scope, into)
    _said(of, who, scope, into)
    for n, decision in enumerate(of.decisions):
        if decision["child"] in about:
            _decision(of, who, scope, f"decisions[{n}]", decision, into)
    for other in of.everybody():
        if of.entitled("minutes", other) and concerned(of, who, scope, other):
            _somebody(of, who, scope, into, other)


def _opening(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for path in ("minutes.purpose", "conference.late_because"):
        _told(of, who, scope, path, into)
    if of.professional(who) or of.shown(who, scope, "requested.because") == "text":
        _told(of, who, scope, "requested.because", into)
        _somebody(of, who, scope, into, of.r["requested"]["by"])
    for other in of.everybody():
        told = (
            other not in of.child
            and not came(of, other)
            and of.shown_at(who, scope, f"absent_because.{other}") == "text"
        )
        if (of.invited(other) or came(of, other) or told) and concerned(of, who, scope, other):
            _attended(of, who, scope, other, into)
    if set(of.kids) <= scope or who == WORKER:
        _told(of, who, scope, "facts_checked[0].correction", into)
        _name(of, who, scope, into, WORKER)
    _reports(of, who, scope, into)
    _closed_parts(of, who, scope, into)
    for n, kid in enumerate(of.kids):
        if kid in scope:
            tokens = into.tokens
            _told(of, who, scope, f"children[{n}].legal_status.orders[0]", into)
            _told(of, who, scope, f"children[{n}].legal_status.hearings[0].what", into)
            into.tokens = min(into.tokens, tokens + 1)  # one line stands for all of them


def _reports(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for n, (other, call) in enumerate(of.calls.items()):
        about = call.get("report", {}).get("about") or call.get("children", of.kids)
        if "report" in call and scope.intersection(about) and concerned(of, who, scope, other):
            _somebody(of, who, scope, into, other)
            _told(of, who, scope, f"invitations[{n}].report.excused_because", into)


def _closed_parts(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for n, part in enumerate(of.r["closed_parts"]):
        path, left = f"closed_parts[{n}].because", who in part["left"]
        if left or (of.professional(who) and of.shown(who, scope, path) == "text"):
            _told(of, who, scope, path, into)
            if of.professional(who):
                into.add(*(of.name(one) for one in part["left"] if concerned(of, who, scope, one)))


def _attended(of: Oracle, who: str, scope: set[str], other: str, into: Paper) -> None:
    _somebody(of, who, scope, into, other)
    if of.supporter(other):
        into.add(next((of.name(o) for o in _bringing(of, other) if concerned(of, who, scope, o)), None))
    elif other not in of.child and not came(of, other):
        _told(of, who, scope, f"absent_because.{other}", into)


def _said(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for n, passage in enumerate(of.r["minutes"]["passages"]):
        if _told(of, who, scope, f"minutes.passages[{n}]", into) == "text":
            into.add(passage["heading"], *(one["text"] for one in passage.get("challenged", ())))
            _name(of, who, scope, into, *(one["by"] for one in passage.get("challenged", ())))
    _views(of, who, scope, into)
    for n, line in enumerate(of.r["progress"]):
        if line["child"] in scope and _told(of, who, scope, f"progress[{n}].action", into) == "text":
            _told(of, who, scope, f"progress[{n}].changed", into)
            _name(of, who, scope, into, *line["who"])
    for path in ("minutes.strengths[0]", "minutes.risks[0]"):
        _told(of, who, scope, path, into)
    for n, other in enumerate(of.r["others_in_household"]["children"]):
        told = _told(of, who, scope, f"others_in_household.children[{n}].outcome", into)
        if told == "text" and ("restricted" not in other or of.named(who, other["restricted"]["share_with"])):
            into.add(other["name"])
    if _told(of, who, scope, "minutes.actions[0].what", into) == "text":
        _name(of, who, scope, into, of.r["minutes"]["actions"][0]["who"])


def _views(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    for n, kid in enumerate(of.kids):
        if kid in scope:
            _told(of, who, scope, f"children[{n}].taking_part.because", into)
            brought = of.child[kid]["taking_part"].get("views_brought_by")
            if brought and concerned(of, who, scope, brought):
                _name(of, who, scope, into, brought)
            _told(of, who, scope, f"minutes.child_views.{kid}.how", into)
            _told(of, who, scope, f"minutes.child_views.{kid}.text", into)
            if not came(of, kid):
                _told(of, who, scope, f"absent_because.{kid}", into)
    for n, view in enumerate(of.r["minutes"]["family_views"]):
        if _told(of, who, scope, f"minutes.family_views[{n}].text", into) == "text":
            _name(of, who, scope, into, view["person"])


def _decision(of: Oracle, who: str, scope: set[str], here: str, decision: Json, into: Paper) -> None:
    into.add(decision.get("review_by"))
    texts = ("reasons", "significant_harm.cause", "alleged_abuser.text", "reporter.because", "plan.contingency")
    for place in (*texts, "plan.outcomes[0]", "plan.outcomes[1]", "deferral.because", "deferral.interim_plan"):
        _told(of, who, scope, f"{here}.{place}", into)
    for m, action in enumerate(decision.get("plan", {}).get("actions", ())):
        if _told(of, who, scope, f"{here}.plan.actions[{m}].what", into) == "text":
            _told(of, who, scope, f"{here}.plan.actions[{m}].answers", into)
            into.add(action["by"])
            _name(of, who, scope, into, *action["who"])
    if again := decision["reporter"].get("reconsider"):
        into.add(again["on"])
        _name(of, who, scope, into, again["by"])
    if _told(of, who, scope, f"{here}.plan.at_birth.steps", into) == "text":
        _name(of, who, scope, into, decision["plan"]["at_birth"]["told_by"])
    if _told(of, who, scope, f"{here}.support.what", into) == "text":
        _name(of, who, scope, into, decision["support"]["by_whom"])
    for m, dissent in enumerate(decision["dissents"]):
        if _told(of, who, scope, f"{here}.dissents[{m}].text", into) == "text":
            _told(of, who, scope, f"{here}.dissents[{m}].course_of_action", into)
            _name(of, who, scope, into, dissent["person"])
    lead = decision.get("lead_professional")
    if lead and of.knows_of(who, lead):
        _somebody(of, who, scope, into, lead)
    members = [one for one in _members(of, who, decision) if _has_name(of, who, scope, one)]
    _name(of, who, scope, into, *members)
    if members:
        into.add(decision["core_group"]["first"])
        _name(of, who, scope, into, decision["core_group"]["chair"])


def _members(of: Oracle, who: str, decision: Json) -> list[str]:
    """A core group is told to professionals, and to those who are in it."""
    members: list[str] = decision.get("core_group", {}).get("members", [])
    return members if of.professional(who) or who in members else []


# ---- small things ----------------------------------------------------------------------------------------------------


def _told(of: Oracle, who: str, scope: set[str], path: str, into: Paper, *, printed: bool = True) -> str:
    shown = of.shown(who, scope, path) if path in of.passages else ""
    if shown == "text":
        into.add(of.passages[path]["text"], printed=printed)
    elif shown == "token":
        into.tokens += 1
        into.unprinted_tokens += not printed
    return shown


def _has_name(of: Oracle, who: str, scope: set[str], other: str) -> bool:
    return (other in of.people or other in of.child) and of.named_to(who, scope, other)


def _name(of: Oracle, who: str, scope: set[str], into: Paper, *others: str) -> None:
    into.add(*(of.name(other) for other in others if _has_name(of, who, scope, other)))


def _somebody(of: Oracle, who: str, scope: set[str], into: Paper, other: str) -> None:
    """A name, and a professional's post beside it."""
    if _has_name(of, who, scope, other):
        into.add(of.name(other), _post(of, other))


def _post(of: Oracle, other: str) -> str | None:
    return of.contacts[of.people[other]["contact"]]["post_title"] if of.professional(other) else None


def _worker(of: Oracle, who: str, scope: set[str], into: Paper) -> None:
    if concerned(of, who, scope, WORKER):
        into.add(of.name(WORKER))
        into.add(_post(of, WORKER), printed=False)
