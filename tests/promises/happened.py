"""What happened at the conference of a made family: the blocks held, decided and minuted, and what followed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from families import Json, Maker

OUTCOMES = {
    "initial": ("registered", "registered", "not_registered", "deferred"),
    "pre_birth": ("registered", "registered", "not_registered", "deferred"),
    "review": ("remains", "remains", "de_registered"),
}
ATTENDED = ("attended", "attended", "left at 11:10", "apologies", "absent")


def happened(of: Maker) -> Json:
    """The second half of a record, drawn after the first."""
    attendance = _attendance(of)
    came = [one for one, how in attendance.items() if how not in ("apologies", "absent")]
    there = [one for one in (*of.related, *professionals(of)) if one in came] or ["worker"]
    return {
        "attendance": attendance,
        "absent_because": {
            one: of.told(f"absent_because.{one}", *([one] if one in of.kids else [])) for one in _away(of, attendance)
        },
        "closed_parts": [_closed(of, n, there) for n in range(2)],
        "facts_checked": [
            {
                "what": "a name",
                "by": "worker",
                "result": "corrected",
                "correction": of.told("facts_checked[0].correction"),
            }
        ],
        "progress": _progress(of) if of.kind == "review" else [],
        "decisions": [_decision(of, n, kid, there) for n, kid in enumerate(of.kids)],
        "others_in_household": {"children": [_other(of, n) for n in range(of.draw.randint(1, 2))]},
        "agency_views": [_agency_view(of, 0)],
        "minutes": _minutes(of),
        "letters": {"decision_letter": {"date": "2026-11-16"}},
        "appeals": _appeals(of),
        "distribution": {"also": _also(of)},
    }


def professionals(of: Maker) -> list[str]:
    return [one for one in of.status if one not in of.related]


def _observes(of: Maker, one: str) -> bool:
    return of.status[one] == "observer" or one == "reporter"


def _attendance(of: Maker) -> dict[str, str]:
    could = [one for one, status in of.status.items() if status != "excluded"] + [
        k for k in of.kids if k not in of.unborn
    ]
    drawn = {one: of.draw.choice(ATTENDED) for one in could if of.chance(0.8)}
    return drawn | {"worker": "attended"}


def _away(of: Maker, attendance: dict[str, str]) -> list[str]:
    return [one for one in (*of.related, *of.kids) if attendance.get(one) in ("apologies", "absent")]


def _closed(of: Maker, n: int, there: list[str]) -> Json:
    return {
        "id": f"apart{n}",
        "starts": f"1{n}:40",
        "ends": f"1{n}:50",
        "left": of.some(there, least=1),
        "because": of.told(f"closed_parts[{n}].because"),
    }


def _progress(of: Maker) -> list[Json]:
    return [
        {
            "child": kid,
            "action": of.told(f"progress[{n}].action", kid),
            "who": ["worker"],
            "state": "done",
            "changed": of.told(f"progress[{n}].changed", kid),
        }
        for n, kid in enumerate(of.kids)
    ]


# ---- the decisions


def _decision(of: Maker, n: int, kid: str, there: list[str]) -> Json:
    here, outcome = f"decisions[{n}]", of.draw.choice(OUTCOMES[of.kind])
    on = outcome in ("registered", "remains")
    found: Json = {
        "child": kid,
        "outcome": outcome,
        "reasons": of.told(f"{here}.reasons", kid),
        "reporter": {
            "considered": "yes",
            "refer": "no",
            "because": of.told(f"{here}.reporter.because", kid),
            "no_report_because": of.told(f"{here}.reporter.no_report_because", kid),
        },
        "alleged_abuser": {"considered": "yes", "text": of.told(f"{here}.alleged_abuser.text", kid)},
        "dissents": [_dissent(of, f"{here}.dissents[{m}]", kid, who) for m, who in enumerate(_dissenters(of, there))],
    }
    if of.chance(0.4):
        found["reporter"]["reconsider"] = {"by": "worker", "on": of.mint.day(date(2027, 4, 10))}
    if on:
        cause = of.told(f"{here}.significant_harm.cause", kid)
        found["significant_harm"] = {"limb": "likely", "basis": "enquiries", "kinds": ["neglect"], "cause": cause}
        found |= {"concerns": {"primary": "neglect"}, "review_by": of.mint.day(date(2027, 2, 10))}
    if on or (outcome != "deferred" and of.chance(0.5)):
        found |= {"plan": _plan(of, f"{here}.plan", kid), "core_group": _core_group(of, here, kid)}
        leads = [one for one in ("visitor", "teacher", "clinic") if not _observes(of, one)]
        found["lead_professional"] = of.draw.choice(["worker", "worker", *leads])
    if outcome == "deferred":
        found["deferral"] = {
            "because": of.told(f"{here}.deferral.because", kid),
            "interim_plan": of.told(f"{here}.deferral.interim_plan", kid),
            "reconvene": "2026-11-26",
        }
    if outcome == "not_registered":
        what = of.told(f"{here}.support.what", kid)
        found["support"] = {"considered": "yes", "what": what, "by_whom": "visitor", "by": "2026-12-20"}
    return found


def _dissenters(of: Maker, there: list[str]) -> list[str]:
    may = [one for one in there if of.status[one] == "invited"]
    may += [kid for kid in of.kids if kid not in of.unborn]
    return of.draw.sample(may, min(len(may), of.draw.choice((0, 0, 1, 2, 3))))


def _dissent(of: Maker, here: str, kid: str, who: str) -> Json:
    return {
        "person": who,
        "text": of.told(f"{here}.text", kid),
        "told_head_of_service": "2026-11-12T13:00",
        "course_of_action": of.told(f"{here}.course_of_action", kid),
        "reply": of.told(f"{here}.reply", kid),
    }


def _plan(of: Maker, here: str, kid: str) -> Json:
    plan: Json = {
        "outcomes": [of.told(f"{here}.outcomes[{m}]", kid) for m in range(of.draw.randint(1, 2))],
        "actions": [_action(of, f"{here}.actions[{m}]", kid) for m in range(of.draw.randint(1, 3))],
        "contingency": of.told(f"{here}.contingency", kid),
    }
    if kid in of.unborn:
        steps = of.told(f"{here}.at_birth.steps", kid)
        plan["at_birth"] = {"told_by": "worker", "steps": steps, "meeting_before_discharge": "yes"}
    return plan


def _action(of: Maker, here: str, kid: str) -> Json:
    anybody = [*of.related, *professionals(of), "friend", "leader", *(k for k in of.kids if k not in of.unborn)]
    return {
        "what": of.told(f"{here}.what", kid),
        "answers": of.told(f"{here}.answers", kid),
        "who": of.draw.sample(anybody, of.draw.randint(1, 3)),
        "by": of.mint.day(date(2026, 12, 10)),
    }


def _core_group(of: Maker, here: str, kid: str) -> Json:
    family = [one for one, kids in of.related.items() if kid in kids or of.chance(0.2)]
    others = [one for one in professionals(of) if not _observes(of, one) and of.chance(0.4)]
    children = [k for k in of.kids if k not in of.unborn and of.chance(0.2)]
    return {
        "members": list(dict.fromkeys(["worker", *(f for f in family if of.chance(0.6)), *others, *children])),
        "chair": of.draw.choice(of.named),
        "first": of.mint.day(date(2026, 11, 18)),
        "members_because": of.told(f"{here}.core_group.members_because", kid),
    }


# ---- what has no paper of its own yet


def _other(of: Maker, n: int) -> Json:
    here = f"others_in_household.children[{n}]"
    found: Json = {"name": of.name("Other"), "considered": "yes", "outcome": of.told(f"{here}.outcome")}
    return found | ({"restricted": of.restricted()} if of.chance(0.5) else {})


def _agency_view(of: Maker, n: int) -> Json:
    kid = of.draw.choice(of.kids)
    return {"person": "worker", "child": kid, "register": "yes", "because": of.told(f"agency_views[{n}].because", kid)}


def _minutes(of: Maker) -> Json:
    related = of.draw.choice(list(of.related))
    return {
        "purpose": of.told("minutes.purpose"),
        "passages": [_minuted(of, n) for n in range(4)],
        "strengths": [of.told("minutes.strengths[0]")],
        "risks": [of.told("minutes.risks[0]")],
        "child_views": {
            kid: {
                "how": of.told(f"minutes.child_views.{kid}.how", kid),
                "text": of.told(f"minutes.child_views.{kid}.text", kid),
            }
            for kid in of.kids
        },
        "family_views": [{"person": related, "text": of.told("minutes.family_views[0].text")}],
        "actions": [{"what": of.told("minutes.actions[0].what"), "who": "worker", "by": "2026-12-20"}],
    }


def _minuted(of: Maker, n: int) -> Json:
    here = f"minutes.passages[{n}]"
    more: dict[str, Any] = {"id": f"said{n}", "heading": f"Heading {of.mint.word()}"}
    if of.chance(0.6):
        more["closed_part"] = of.draw.choice(("apart0", "apart1"))
    if of.chance(0.4):
        more["challenged"] = [{"by": "worker", "text": f"Against it, {of.mint.word()}."}]
    found: Json = of.told(here, **more)
    return found


def _appeals(of: Maker) -> list[Json]:
    if of.kind != "review":
        return []  # a decision that was put off is not appealed against
    who = of.draw.choice(list(of.related))
    kid = of.draw.choice(of.related[who])
    text, reply = of.told("appeals[0].text", kid), of.told("appeals[0].reply", kid)
    return [{"person": who, "child": kid, "received": "2026-11-16", "text": text, "reply": reply}]


def _also(of: Maker) -> list[Json]:
    """The chair's decisions for people whom no rule knows; the one for an observer's letter does not count."""
    named = [one for one in (*of.related, *professionals(of)) if of.chance(0.12)]
    papers = ("decision_letter", "minutes")
    return [
        {
            "person": one,
            "documents": ["decision_letter"] if _observes(of, one) else of.some(list(papers), least=1),
            "agreed_by_chair": "2026-11-12",
            "because": "the chair decided so",
        }
        for one in named
    ]
