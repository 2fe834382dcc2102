"""Whether a person signed exactly these bytes: a detached OpenPGP signature, held to one pinned fingerprint.

A signature counts only where gpg names one good signature over the data, made by the very key that the authority's
file names for this person, with a digest that cannot be forged today, and with a key that may sign now. Whoever else
signed, signed nothing (HAZARDS.md, danger 5: never a key found by its name or address).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cpdocs.channels.gpg_home import GpgHome
from cpdocs.errors import UsageError

if TYPE_CHECKING:
    from cpdocs.channels.keys import KeyStore

#: Longer than any detached signature of one key.
LARGEST: Final = 1 << 16
#: SHA-256, 384, 512 and 224 (RFC 9580, section 9.5); MD5, SHA-1 and RIPEMD-160 can be made to fit other bytes.
_STRONG: Final = {"8", "9", "10", "11"}
#: A signature of a binary or of a text document (RFC 9580, section 5.2.1).
_OF_A_DOCUMENT: Final = {"00", "01"}
_WORDS: Final = re.compile(r"^\[GNUPG:\] ([A-Z_]+)(?: (.*))?$", re.MULTILINE)
_JUDGED: Final = {"GOODSIG", "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"}


def require_signed(keys: KeyStore, fingerprint: str, data: bytes, signature: bytes) -> None:
    """Go on only where ``signature`` is one good detached signature of ``data`` by the key ``fingerprint``.

    Raises:
        UsageError: it is not; the message says what is wrong and names the key and nothing else.
        ChannelError: gpg is not installed or has no room to work in.
    """
    if len(signature) > LARGEST:
        raise UsageError("the signature is too large to be one", _HOW)
    with GpgHome() as home:
        info = keys.admit(home, fingerprint)
        if info is None:
            raise UsageError(f"the key {fingerprint} is not in the key store", "Take it in: cpdocs keys import FILE.")
        if info.state in ("disabled", "weak") or not info.signing:  # the state is whether papers can be sealed to it
            raise UsageError(f"the key {fingerprint} cannot sign now ({info.state})", "See: cpdocs keys check.")
        file = home.folder / "signature"
        file.write_bytes(signature)
        said = home.run("--status-fd", "1", "--verify", str(file), "-", data=data).decode("utf-8", "replace")
    words = [(word, rest.split()) for word, rest in _WORDS.findall(said)]
    judged = [word for word, _ in words if word in _JUDGED]
    if judged == ["BADSIG"]:
        raise UsageError("the signature is not over these copies as they now stand", _ANEW)
    valid = [fields for word, fields in words if word == "VALIDSIG"]
    if judged != ["GOODSIG"] or len(valid) != 1 or not _by(valid[0], fingerprint, info.signing):
        raise UsageError(f"this is not one good signature by the key {fingerprint}", _HOW)


def _by(valid: list[str], fingerprint: str, signing: tuple[str, ...]) -> bool:
    """Whether gpg's VALIDSIG line names the key, a strong digest and a signature of a document."""
    made_by, digest, kind, primary = valid[0], valid[7], valid[8], valid[-1]
    return primary == fingerprint and made_by in signing and digest in _STRONG and kind in _OF_A_DOCUMENT


_HOW = "It is made with: gpg --detach-sign --armor FILE, where FILE is the request."
_ANEW = "Something changed after the request was made. Have a new one signed: cpdocs approve --request."
