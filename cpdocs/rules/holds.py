"""Settling: what stands between a planned parcel and its recipient, once its View is known.

``plan`` stops here, and ``send`` goes on from here; both see the same holds. Approval binds what the chair saw: the
Views, the templates, for each parcel its recipient, channel, address and enclosures, and whom each ``agency:`` of the
record stands for; no date of today, no hold and no state of the ledger (DESIGN.md, "Approval").
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cpdocs.rules.situation import ApprovalState, History, Hold, Planned, Settled

_GONE = {"sent", "handed_over", "posted"}


def binding(parcels: Iterable[tuple[Planned, str, str]], groups: Iterable[tuple[str, tuple[str, ...]]] = ()) -> str:
    """What an approval of one document binds, as canonical text: (planned, View digest, template digest) a paper, the
    enclosures of each parcel among them.

    ``groups`` are the Situation's: who reads what is shared with an agency was in the table that the chair approved,
    so that somebody of that agency who joins the case afterwards voids the approval, whatever paper she or he gets.
    """
    rows = sorted(
        [
            p.document,
            p.person,
            p.kind,
            p.addressee,
            p.variant,
            view,
            template,
            p.route.channel or "",
            p.route.to,
            p.route.fingerprint,
            *p.route.address,
        ]
        for p, view, template in parcels
    )
    return json.dumps([rows, sorted(groups)], ensure_ascii=False, separators=(",", ":"))


def settle(planned: Planned, view: str, bound: str, history: History, extra: tuple[Hold, ...] = ()) -> Settled:
    """Ready, held (why) or done.

    Args:
        planned: the parcel.
        view: the keyed digest of its View.
        bound: the keyed digest of the binding of its document, as it stands now.
        history: what the ledger says.
        extra: holds that only a later room can know of, such as a variant that no template makes.
    """
    approval = _approval(planned, bound, history)
    past = history.parcels.get(planned.key)
    if past is not None and past.state in _GONE and past.view == view:
        return Settled(planned, "done", (), approval, f"{past.state.replace('_', ' ')} before, the same copy")
    holds = [*planned.holds, *extra, *_from_approval(approval), *_from_the_past(planned, view, history)]
    return Settled(planned, "held" if holds else "ready", tuple(holds), approval)


def _approval(planned: Planned, bound: str, history: History) -> ApprovalState:
    if not planned.approval_needed:
        return "not_needed"
    approved = history.approved.get((planned.document, planned.edition))
    if approved is None:
        return "missing"
    return "attested" if approved == bound else "void"


def _from_approval(approval: ApprovalState) -> list[Hold]:
    if approval == "missing":
        return [Hold("approval", "the chair has not approved these copies; cpdocs approve")]
    if approval == "void":
        return [Hold("approval", "something changed after the chair approved; look at the plan and approve again")]
    return []


def _from_the_past(planned: Planned, view: str, history: History) -> list[Hold]:
    past = history.parcels.get(planned.key)
    if past is None or past.state in ("failed", "not_sent"):
        return []
    if past.state in ("open", "in_doubt"):
        return [Hold("in-doubt", "an earlier attempt may have left; find out, then cpdocs resolve")]
    if past.view != view:
        return [Hold("changed", "another copy went before; give the document a new edition, or nothing is sent twice")]
    return []
