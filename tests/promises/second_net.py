"""What the leak check must look for in each reader's copy, told by hand: what the reader may not know, by its place."""

from __future__ import annotations

from collections.abc import Iterator

from families import Json
from oracle import Oracle


def hidden_passages(of: Oracle, who: str, scope: set[str]) -> set[str]:
    """The places of the passages that this reader may not read; to a supporter, of all."""
    return {path for path in of.passages if of.supporter(who) or not of.may(who, scope, path)}


def hidden_facts(of: Oracle, who: str, scope: set[str], *, beforehand: bool) -> set[str]:
    """The places of the typed facts that this reader may not know."""
    found = {place for n, kid in enumerate(of.r["children"]) for place in _of_child(of, who, scope, n, kid)}
    found |= {place for n, one in enumerate(of.r["people"]) for place in _of_person(of, who, scope, n, one)}
    for n, call in enumerate(of.r["invitations"]):
        other = call["person"]
        # Of a relative whom the reader knows by name anyway there is no name to look for.
        if not of.knows_of(who, other) and (of.professional(other) or _strange(of, who, scope, other)):
            found.add(f"invitations[{n}].person")
    for n, other in enumerate(of.r.get("others_in_household", {}).get("children", ())):
        limits = other.get("restricted")
        if of.supporter(who) or (limits and not of.named(who, limits["share_with"])):
            found.add(f"others_in_household.children[{n}].name")
    if of.excluded(who):
        found |= {"conference.place", *(["conference.date"] if beforehand else [])}
    return found


def _of_child(of: Oracle, who: str, scope: set[str], n: int, kid: Json) -> Iterator[str]:
    if who == kid["id"]:
        return  # a child knows its own name and birthday, where it lives, learns and is treated, and how it is reached
    here, out = f"children[{n}]", of.supporter(who) or kid["id"] not in scope
    if out:
        yield f"{here}.name"
        yield from (f"{here}.known_as[{m}]" for m, _ in enumerate(kid.get("known_as", ())))
        yield from (f"{here}.born" for _ in range("born" in kid))
    for place in ("address", "school", "surgery"):
        known = kid.get(place)
        if isinstance(known, dict) and (out or not (who == kid["id"] or of.named(who, known["share_with"]))):
            yield from _address(f"{here}.address") if place == "address" else [f"{here}.{place}"]
    if who != kid["id"]:  # a child knows how it is reached, and where it lives
        yield from _reach(f"{here}.reach", kid)


def _of_person(of: Oracle, who: str, scope: set[str], n: int, one: Json) -> Iterator[str]:
    if of.professional(one["id"]) or one["id"] == who:
        return
    if _strange(of, who, scope, one["id"]):
        yield f"people[{n}].name"
        yield from (f"people[{n}].known_as[{m}]" for m, _ in enumerate(one.get("known_as", ())))
    yield from _reach(f"people[{n}].reach", one)


def _strange(of: Oracle, who: str, scope: set[str], other: str) -> bool:
    """Whether a family member or supporter is one whose name this reader must not learn."""
    if of.professional(who) or of.calls.get(who, {}).get("supporter", {}).get("person") == other:
        return False
    return of.supporter(who) or of.supporter(other) or not set(of.people[other]["relationship"]) & scope


def _address(here: str) -> list[str]:
    return [f"{here}.lines[0]", f"{here}.postcode"]


def _reach(here: str, one: Json) -> Iterator[str]:
    reach = one.get("reach", {})
    yield from _address(f"{here}.post") if "post" in reach else []
    yield from (f"{here}.{way}" for way in ("email", "phone") if way in reach)
