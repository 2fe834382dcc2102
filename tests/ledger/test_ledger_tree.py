"""The tree against RFC 6962's definition and the roots that its reference implementation publishes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.ledger.tree import Tree, consistency, consistent, inclusion, leaf_hash, node_hash, peak_ends

#: The eight inputs of the certificate-transparency reference tests and the roots after each.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves):
    tree = Tree()
    for leaf in leaves:
        tree = tree.add(leaf_hash(leaf))
    return tree


def perfect_in(leaves):
    """The roots of the perfect subtrees over a list of leaves, each worked out by the definition."""
    return lambda end, level: by_definition(leaves[end - (1 << level) : end])


def inclusion_in(leaves, index):
    return inclusion(perfect_in(leaves), index, len(leaves))


def by_definition(leaves):
    """MTH of RFC 6962 section 2.1, word for word: k is the largest power of two smaller than n."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def test_the_empty_tree_is_the_hash_of_nothing():
    assert Tree().root.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_one_leaf_is_hashed_under_the_leaf_prefix():
    assert grown([b"leaf"]).root == sha256(b"\x00leaf").digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size):
    assert grown(LEAVES[:size]).root.hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_frontier_gives_the_root_of_the_definition(leaves):
    tree = grown(leaves)
    assert tree.root == by_definition(leaves)
    assert tree.size == len(leaves)
    assert len(tree.peaks) == len(leaves).bit_count()


def test_a_node_cannot_be_passed_off_as_a_leaf():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


_5F, _D3, _6B, _CA = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
_0E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
_BC = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_96 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#: Of the certificate-transparency reference tests: the older size, the newer one, and what lies between.
BETWEEN = [
    (1, 1, []),
    (1, 8, [_96, _5F, _6B]),
    (6, 8, [_0E, _CA, _D3]),
    (2, 5, [_5F, _BC]),
]


@pytest.mark.parametrize(("old", "size", "published"), BETWEEN)
def test_the_published_consistency_proofs(old, size, published):
    made = consistency(perfect_in(LEAVES[:size]), old, size)
    assert [one.hex() for one in made] == published
    assert consistent(old, bytes.fromhex(ROOTS[old - 1]), size, bytes.fromhex(ROOTS[size - 1]), made)


@pytest.mark.parametrize("size", range(1, 34))
def test_a_tree_is_consistent_with_each_of_its_beginnings_and_with_no_other_tree(size):
    leaves = [bytes([n]) for n in range(size)]
    root = by_definition(leaves)
    for old in range(1, size + 1):
        begun = by_definition(leaves[:old])
        proof = consistency(perfect_in(leaves), old, size)
        assert consistent(old, begun, size, root, proof)
        other = by_definition([*leaves[: old - 1], b"another"])
        assert not consistent(old, other, size, root, proof)
        assert not consistent(old, begun, size, other, proof)
        assert not consistent(old, begun, size, root, (*proof, begun))
        assert not consistent(old, begun, size, root, proof[:-1]) or not proof
    assert not consistent(0, by_definition([]), size, root, ())
    assert not consistent(size + 1, root, size, root, ())


@pytest.mark.parametrize(
    ("size", "ends"), [(0, ()), (1, (1,)), (6, (4, 6)), (7, (4, 6, 7)), (8, (8,)), (13, (8, 12, 13))]
)
def test_the_perfect_subtrees_of_a_tree_end_where_its_binary_digits_say(size, ends):
    assert peak_ends(size) == ends
