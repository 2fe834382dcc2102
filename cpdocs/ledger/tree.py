"""The Merkle tree of RFC 6962 section 2.1: one root hash that every entry before it hangs on.

``Tree`` keeps only the frontier, the roots of the perfect subtrees that the leaves so far fill, so adding a leaf
costs a handful of hashes however long the ledger is. Leaves and nodes are hashed under different prefixes, so that
no node can be passed off as a leaf (RFC 6962 section 2.1, second preimages).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

_LEAF = b"\x00"
_NODE = b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    """The 32-byte hash of one leaf: SHA-256(0x00 || leaf)."""
    return sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32-byte hash over two subtrees: SHA-256(0x01 || left || right)."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of ``size`` leaves. ``peaks`` are its perfect subtrees' roots, the largest (and oldest) first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def add(self, leaf: bytes) -> Tree:
        """The tree with one more leaf, given as its ``leaf_hash``."""
        peaks = list(self.peaks)
        top, size = leaf, self.size
        # Each set low bit of the size is a full subtree as large as ``top``: two of a size make one of twice the size.
        while size & 1:
            top = node_hash(peaks.pop(), top)
            size >>= 1
        return Tree(self.size + 1, (*peaks, top))

    @property
    def root(self) -> bytes:
        """The Merkle Tree Hash, 32 bytes; of no leaves at all it is SHA-256 of nothing."""
        if not self.peaks:
            return sha256().digest()
        *larger, root = self.peaks
        for peak in reversed(larger):
            root = node_hash(peak, root)
        return root
