"""The tree against RFC 6962's definition and the roots that its reference implementation publishes."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpdocs.ledger.tree import Tree, leaf_hash, node_hash

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
