"""The Merkle tree of RFC 6962 section 2.1: one root hash that every entry before it hangs on.

``Tree`` keeps only the frontier, the roots of the perfect subtrees that the leaves so far fill, so adding a leaf
costs a handful of hashes however long the ledger is. Leaves and nodes are hashed under different prefixes, so that
no node can be passed off as a leaf (RFC 6962 section 2.1, second preimages).

Proofs are made by the definitions of RFC 6962 from the roots of perfect subtrees, of which the ledger keeps the
largest that each entry completes; they are checked by another way, the one of RFC 9162 section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

_LEAF = b"\x00"
_NODE = b"\x01"

#: The root of the perfect subtree of 2**level leaves whose last leaf has this number, counted from 1.
Perfect: TypeAlias = Callable[[int, int], bytes]


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

    @property
    def last(self) -> bytes:
        """The root of the largest perfect subtree that the last leaf completed; of no leaves at all, nothing."""
        return self.peaks[-1] if self.peaks else b""


def peak_ends(size: int) -> tuple[int, ...]:
    """The last leaf of each perfect subtree of a tree of ``size`` leaves, the largest subtree first."""
    ends, end = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            end += 1 << bit
            ends.append(end)
    return tuple(ends)


def inclusion(perfect: Perfect, index: int, size: int) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1: from leaf ``index``, counted from 0, upward."""
    return _path(perfect, index, 0, size)


def consistency(perfect: Perfect, old: int, size: int) -> tuple[bytes, ...]:
    """PROOF(old, D[size]) of RFC 6962 section 2.1.2: that a tree of ``old`` leaves is the beginning of this one.

    ``old`` is from 1 to ``size``; of a tree with itself the proof is empty.
    """
    return _subproof(perfect, old, 0, size, whole=True)


def root_by_inclusion(leaf: bytes, index: int, size: int, beside: Sequence[bytes]) -> bytes:
    """The root that a path leads to, by RFC 9162 section 2.1.3.2; nothing where its length is wrong."""
    at, last = index, size - 1
    if not 0 <= at <= last:
        return b""
    for one in beside:
        if last == 0:
            return b""
        if at & 1 or at == last:
            leaf = node_hash(one, leaf)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            leaf = node_hash(leaf, one)
        at, last = at >> 1, last >> 1
    return leaf if last == 0 else b""


def consistent(old: int, old_root: bytes, size: int, root: bytes, between: Sequence[bytes]) -> bool:
    """Whether ``between`` proves that the tree of ``root`` begins with the one of ``old_root``: RFC 9162, 2.1.4.2."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not between and old_root == root
    way = [old_root, *between] if old & (old - 1) == 0 else list(between)
    if not way:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = way[0]
    for one in way[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            older, newer = node_hash(one, older), node_hash(one, newer)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, one)
        at, last = at >> 1, last >> 1
    return last == 0 and older == old_root and newer == root


def _split(size: int) -> int:
    """The largest power of two below ``size``, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _root(perfect: Perfect, begin: int, end: int) -> bytes:
    size = end - begin
    if size & (size - 1) == 0:
        return perfect(end, size.bit_length() - 1)
    middle = begin + _split(size)
    return node_hash(_root(perfect, begin, middle), _root(perfect, middle, end))


def _path(perfect: Perfect, index: int, begin: int, end: int) -> tuple[bytes, ...]:
    if end - begin == 1:
        return ()
    middle = begin + _split(end - begin)
    if index < middle:
        return (*_path(perfect, index, begin, middle), _root(perfect, middle, end))
    return (*_path(perfect, index, middle, end), _root(perfect, begin, middle))


def _subproof(perfect: Perfect, old: int, begin: int, end: int, *, whole: bool) -> tuple[bytes, ...]:
    if old == end - begin:
        return () if whole else (_root(perfect, begin, end),)
    k = _split(end - begin)
    if old <= k:
        return (*_subproof(perfect, old, begin, begin + k, whole=whole), _root(perfect, begin + k, end))
    return (*_subproof(perfect, old - k, begin + k, end, whole=False), _root(perfect, begin, begin + k))
