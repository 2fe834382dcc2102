"""Structure trees that were each made for a file of their own, in one: no number, id or name means two things."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pack_parts import bare, bound, saved, tag
from pdf_structure import structure
from pikepdf import Array, Dictionary, Name, String

from cpdocs.pack.bundle import Part


def made(pages, change=lambda file, kids: None):
    """A file whose pages each say "Page N" in a paragraph; ``change`` is given the paragraphs."""
    with pikepdf.new() as file:
        drawn = [bare(file, b"/P <</MCID 0>> BDC BT /F 20 Tf 50 400 Td (Page %d) Tj ET EMC" % n) for n in range(pages)]
        tag(file, drawn)
        change(file, list(file.Root.StructTreeRoot.K[0].K))
        return saved(file)


def packed(fence, *files):
    """The pack, open, and the elements of each part in order."""
    data, said = bound([Part(f"Document {n}", one, tagged=True) for n, one in enumerate(files, 1)], fence)
    assert said.accessible
    file = pikepdf.open(io.BytesIO(data))
    parts = [part.K[-1] for part in file.Root.StructTreeRoot.K[0].K][1:]
    return data, file, [list(part.K) for part in parts]


def numbered(file):
    nums = file.Root.StructTreeRoot.ParentTree.Nums.as_list()
    keys = [int(key) for key in nums[::2]]
    assert keys == sorted(set(keys)), "a number twice, or out of order"
    assert int(file.Root.StructTreeRoot.ParentTreeNextKey) > keys[-1]
    return dict(zip(keys, nums[1::2], strict=True))


def test_every_page_finds_its_own_elements_by_its_number(fence):
    data, file, parts = packed(fence, made(2), made(3))
    found = numbered(file)
    for kids in parts:
        for kid in kids:
            assert found[int(kid.Pg.StructParents)][0].objgen == kid.objgen
    words = [[kid.text() for kid in part.kids[-1].kids] for part in structure(data).document.kids[1:]]
    assert words == [["Page0", "Page1"], ["Page0", "Page1", "Page2"]]


def test_numbers_with_holes_and_in_branches_are_taken_over(fence):
    def change(file, kids):
        for kid, number in zip(kids, (3, 70), strict=True):
            kid.Pg.StructParents = number
        leaves = [
            Dictionary(Nums=Array([n, Array([k])]), Limits=Array([n, n])) for n, k in zip((3, 70), kids, strict=True)
        ]
        file.Root.StructTreeRoot.ParentTree = Dictionary(Kids=Array([file.make_indirect(leaf) for leaf in leaves]))

    one = made(2, change)
    _, file, parts = packed(fence, one, one)
    found = numbered(file)
    for kids in parts:
        assert [found[int(kid.Pg.StructParents)][0].objgen for kid in kids] == [kid.objgen for kid in kids]


def test_pictures_and_notes_with_tags_of_their_own_get_new_numbers_too(fence):
    def change(file, kids):
        page = kids[0].Pg
        inner = file.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), StructParents=5)
        outer = file.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        outer.Resources = Dictionary(XObject=Dictionary(Inner=inner))
        page.Resources.XObject = Dictionary(Outer=outer)
        note = file.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), StructParent=9, Dest=Array([page]))
        )
        page.Annots = Array([note])
        file.Root.StructTreeRoot.ParentTree.Nums.extend([5, Array([kids[0]]), 9, kids[0]])

    one = made(1, change)
    _, file, parts = packed(fence, one, one)
    found = numbered(file)
    for (kid,) in parts:
        inner = kid.Pg.Resources.XObject.Outer.Resources.XObject.Inner
        assert found[int(inner.StructParents)][0].objgen == kid.objgen
        assert found[int(kid.Pg.Annots[0].StructParent)].objgen == kid.objgen


def named(role, ident):
    def change(file, kids):
        root = file.Root.StructTreeRoot
        root.RoleMap = Dictionary({"/Kind": Name(role), "/Other": Name.P, "/More": Name.Kind})
        root.ClassMap = Dictionary({"/Class": Dictionary(O=Name.Layout, SpaceAfter=int(role[-1]))})
        kids[0].update({"/S": Name.Kind, "/ID": String(ident), "/C": Name.Class})
        kids[1].update({"/S": Name.Other, "/A": Dictionary(O=Name.Table, Headers=Array([String(ident)]))})
        kids[2].update({"/S": Name.More})
        root.IDTree = Dictionary(Kids=Array([file.make_indirect(Dictionary(Names=Array([String(ident), kids[0]])))]))

    return made(3, change)


def meaning(file, element):
    """What an element is, by way of the names of the file."""
    kind = element.S
    while str(kind) in file.Root.StructTreeRoot.RoleMap:
        kind = file.Root.StructTreeRoot.RoleMap[str(kind)]
    return str(kind)


def test_a_name_that_two_parts_use_for_two_things_means_what_it_meant_in_each(fence):
    _, file, parts = packed(fence, named("/H1", "a"), named("/H2", "b"), named("/H1", "c"))
    kinds = [[meaning(file, kid) for kid in kids] for kids in parts]
    assert kinds == [["/H1", "/P", "/H1"], ["/H2", "/P", "/H2"], ["/H1", "/P", "/H1"]]
    classes = [kids[0].C for kids in parts]
    of_each = [str(one[0] if isinstance(one, Array) else one) for one in classes]
    assert of_each[0] == of_each[2] != of_each[1], "what has the same meaning has one name"
    assert [int(file.Root.StructTreeRoot.ClassMap[one].SpaceAfter) for one in of_each] == [1, 2, 1]


def test_a_part_that_lets_a_kind_of_the_standard_mean_another_does_so_for_itself_alone(fence):
    def change(file, kids):
        file.Root.StructTreeRoot.RoleMap = Dictionary({"/P": Name.H1, "/H1": Name.H1})

    _, file, parts = packed(fence, made(1), made(1, change), made(1))
    assert [[meaning(file, kid) for kid in kids] for kids in parts] == [["/P"], ["/H1"], ["/P"]]
    assert set(file.Root.StructTreeRoot.RoleMap.keys()) == {"/P-3"}, "the third part: the index is the first"


def test_an_id_that_two_parts_use_is_two_ids_and_heads_are_found_by_them(fence):
    _, file, parts = packed(fence, named("/H1", "a"), named("/H1", "a"), named("/H1", "z"))
    ids = [bytes(kids[0].ID) for kids in parts]
    assert len(set(ids)) == 3
    assert [[bytes(head) for head in kids[1].A.Headers] for kids in parts] == [[one] for one in ids]
    names = file.Root.StructTreeRoot.IDTree.Kids[0].Names.as_list()
    assert [bytes(name) for name in names[::2]] == sorted(ids)
    tree = dict(zip(map(bytes, names[::2]), names[1::2], strict=True))
    assert [tree[one].objgen for one in ids] == [kids[0].objgen for kids in parts]


@pytest.mark.parametrize(("language", "said"), [("pl-PL", "pl-PL"), (None, None)])
def test_a_part_keeps_its_language(language, said, fence):
    def change(file, kids):
        if language:
            file.Root.Lang = String(language)

    _, file, _ = packed(fence, made(1, change))
    part = file.Root.StructTreeRoot.K[0].K[1]
    assert (str(part.Lang) if "/Lang" in part else None) == said
