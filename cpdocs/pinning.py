"""Pinning a key to somebody, and what it takes to exchange one: two people and an entry of the ledger.

The first key of a contact is compared by one person, by phone or face to face. Another key in its place is what an
attacker sends, with the same name on it and a good reason (HAZARDS.md, danger 5): so a second person compares it too,
and both stand in the ledger before it counts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cpdocs.errors import SettingsError, UsageError
from cpdocs.rights import require_second
from cpdocs.workspace import Workspace

if TYPE_CHECKING:
    from cpdocs.channels.certificates import CertificateStore
    from cpdocs.channels.keys import KeyStore


def pin(
    workspace: Workspace,
    store: KeyStore | CertificateStore,
    owner: str,
    fingerprint: str,
    verified: date,
    operator: str,
    second: str | None = None,
) -> None:
    """Pin ``fingerprint`` to ``owner``, as ``operator`` compared it; in place of another key, as ``second`` did too.

    Raises:
        UsageError: another key is pinned and there is no second person, or one who may not be that.
        SettingsError: the key or certificate is not in ``store``.
    """
    # Of either kind: a contact's certificate is of no use any more once there is an OpenPGP key for the same contact.
    pinned = (workspace.keys.pins().get(owner), workspace.certificates.pins().get(owner))
    before = [pin.fingerprint for pin in pinned if pin is not None]
    exchanged = bool(before) and fingerprint not in before
    if exchanged and second is None:
        hint = "A second person compares the new one by phone or face to face, too: say --second STAFF."
        raise UsageError(f"{owner} has another key already", hint)
    if second is not None:
        require_second(workspace, second, operator)
    store.require(fingerprint)
    with workspace.ledger() as ledger:
        about = {"owner": owner, "fingerprint": fingerprint, "verified": verified.isoformat(), "operator": operator}
        was = {"instead_of": ", ".join(before)} if exchanged else {}
        ledger.append("pinned", {**about, **was, **({"by": second} if second else {})})
    store.pin(owner, fingerprint, verified, operator)


def unpin(
    workspace: Workspace,
    store: KeyStore | CertificateStore,
    owner: str,
    fingerprint: str,
    operator: str,
    second: str,
) -> None:
    """Take a pin back. It takes two people as an exchange does: else one could exchange a key in two steps.

    Raises:
        UsageError: a second person who may not be that.
        SettingsError: the owner is not pinned to this key or certificate.
    """
    require_second(workspace, second, operator)
    pin = store.pins().get(owner)
    if pin is None or pin.fingerprint != fingerprint:
        raise SettingsError(f"{owner} is not pinned to {fingerprint}.", "See who is: cpdocs keys list")
    with workspace.ledger() as ledger:
        ledger.append("unpinned", {"owner": owner, "fingerprint": fingerprint, "operator": operator, "by": second})
    store.unpin(owner, fingerprint)
