"""Hostile and odd PDFs, made when the tests start: small, the same every time, each named by what is wrong with it.

SECRET stands wherever a file hides something; SHOWN is what its page says. Nothing here asks cpdocs.
"""

from __future__ import annotations

import io
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, String

SECRET = "Canarina"
SHOWN = "A report on two pages"
_FONT = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica}


class Paper:
    """A one-page PDF under construction: ``file``, its first page, and a Helvetica under the name F1."""

    def __init__(self, text=SHOWN, drawn=""):
        self.file = pikepdf.new()
        self.font = self.file.make_indirect(Dictionary(**_FONT, Encoding=Name.WinAnsiEncoding))
        self.page = self.add(text, drawn)

    @property
    def root(self):
        return self.file.Root

    def add(self, text=SHOWN, drawn=""):
        page = self.file.add_blank_page(page_size=(595, 842)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=self.font), XObject=Dictionary())
        said = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET\n" if text else ""
        page.Contents = self.file.make_stream((said + drawn).encode("latin-1"))
        return page

    def stream(self, data, **keys):
        return self.file.make_stream(data if isinstance(data, bytes) else data.encode(), **keys)

    def text(self, said, size=12):
        """A form that draws ``said``."""
        resources = Dictionary(Font=Dictionary(F1=self.font))
        drawn = f"BT /F1 {size} Tf 2 5 Td ({said}) Tj ET"
        return self.stream(drawn, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20], Resources=resources)

    def note(self, kind, look=None, **keys):
        made = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([72, 600, 272, 620]), F=4)
        for key, value in keys.items():
            made["/" + key] = value
        if look is not None:
            made.AP = Dictionary(N=look)
        made = self.file.make_indirect(made)
        if "/Annots" not in self.page:
            self.page.Annots = Array()
        self.page.Annots.append(made)
        return made

    def field(self, kind="Tx", look=None, **keys):
        made = self.note("Widget", look, FT=Name("/" + kind), T=String("Field"), DA=String("/F1 11 Tf 0 g"), **keys)
        if "/AcroForm" not in self.root:
            self.root.AcroForm = Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary(F1=self.font)))
        self.root.AcroForm.Fields.append(made)
        return made

    def attachment(self, name=f"{SECRET}.txt", data=SECRET):
        embedded = self.stream(data, Type=Name.EmbeddedFile)
        spec = Dictionary(Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=embedded))
        return self.file.make_indirect(spec)

    def saved(self, **how):
        out = io.BytesIO()
        self.file.save(out, static_id=True, **({"compress_streams": False} | how))
        return out.getvalue()


def _plain():
    return Paper().saved()


def _script(where):
    def make():
        paper = Paper()
        action = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
        if where == "open":
            paper.root.OpenAction = action
        elif where == "names":
            paper.root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))
        elif where == "page":
            paper.page.AA = Dictionary(O=action)
        else:
            paper.field(look=paper.text(""), AA=Dictionary(K=action))
        return paper.saved()

    return make


def _link(**action):
    def make():
        paper = Paper()
        paper.note("Link", A=Dictionary({f"/{key}": value for key, value in action.items()}), Contents=String(SECRET))
        return paper.saved()

    return make


def _attached(where):
    def make():
        paper = Paper()
        if where == "names":
            listed = Array([String(SECRET), paper.attachment("minutes.docx")])
            paper.root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=listed))
        elif where == "note":
            paper.note("FileAttachment", FS=paper.attachment("minutes.docx"), Contents=String(SECRET))
        elif where == "associated":
            paper.root.AF = Array([paper.attachment("minutes.docx")])
        else:
            paper.root.Collection = Dictionary(Type=Name.Collection, View=Name.D)
            paper.root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), paper.attachment()])))
        return paper.saved()

    return make


def _many_attachments():
    paper = Paper()
    paper.root.AF = Array([paper.attachment(f"{number}.docx") for number in range(51)])
    return paper.saved()


def _field(look="", kind="Tx", need=False, **keys):
    def make():
        paper = Paper()
        paper.field(kind, None if look is None else paper.text(look), **keys)
        if need:
            paper.root.AcroForm.NeedAppearances = True
        return paper.saved()

    return make


def _tick(value, state, *, drawn=True, empty=False):
    def make():
        paper = Paper()
        yes = paper.stream("q Q", BBox=[0, 0, 200, 20]) if empty else paper.text("X ticked")
        looks = Dictionary(Yes=yes, Off=paper.text(""))
        paper.field("Btn", looks if drawn else None, V=Name("/" + value), AS=Name("/" + state))
        return paper.saved()

    return make


def _fonts_of_the_form():
    """A look that draws with the form's own font without naming it in its resources."""
    paper = Paper()
    look = paper.text("Answered in ink")
    del look["/Resources"]
    paper.field(look=look, V=String("Answered in ink"))
    return paper.saved()


def _field_nowhere():
    paper = Paper()
    field = paper.file.make_indirect(Dictionary(FT=Name.Tx, T=String("x"), V=String(SECRET)))
    paper.root.AcroForm = Dictionary(Fields=Array([field]))
    return paper.saved()


def _field_loop():
    paper = Paper()
    field = paper.field(look=paper.text(""))
    above = paper.file.make_indirect(Dictionary(T=String("above")))
    field.Parent, above.Parent = above, above
    return paper.saved()


def _xfa():
    paper = Paper("Please wait...")
    paper.field(look=paper.text(""))
    paper.root.AcroForm.XFA = paper.stream(f"<xdp>{SECRET}</xdp>")
    return paper.saved()


def _signed():
    paper = Paper()
    signature = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String(SECRET * 9), Name=String(SECRET)
    )
    paper.field("Sig", paper.text("Signed by the writer"), V=paper.file.make_indirect(signature))
    paper.root.AcroForm.SigFlags = 3
    paper.root.Perms = Dictionary(DocMDP=signature)
    return paper.saved()


def _note(kind, drawn="", **keys):
    def make():
        paper = Paper()
        paper.note(kind, None if drawn is None else paper.text(drawn), **keys)
        return paper.saved()

    return make


def _look_without_area():
    paper = Paper()
    look = paper.text("Read by the manager")
    look.BBox = Array([0, 0, 0, 0])
    paper.note("FreeText", look, Contents=String("Read by the manager"))
    return paper.saved()


def _layers(off=(), intent=None, **keys):
    def make():
        paper = Paper(drawn="/OC /MC0 BDC BT /F1 12 Tf 72 600 Td (In a layer) Tj ET EMC")
        layer = paper.file.make_indirect(Dictionary(Type=Name.OCG, Name=String(SECRET), **(intent or {})))
        paper.page.Resources.Properties = Dictionary(MC0=layer)
        shown = Dictionary(ON=Array([layer]))
        if off:
            shown = Dictionary(OFF=Array([layer]))
        for key, value in keys.items():
            shown["/" + key] = value
        paper.root.OCProperties = Dictionary(OCGs=Array([layer]), D=shown)
        return paper.saved()

    return make


def _layer_by_rule():
    paper = Paper(drawn="/OC /MC0 BDC BT /F1 12 Tf 72 600 Td (In a layer) Tj ET EMC")
    layer = paper.file.make_indirect(Dictionary(Type=Name.OCG, Name=String("x")))
    rule = Dictionary(Type=Name.OCMD, OCGs=layer, P=Name.AllOff)
    paper.page.Resources.Properties = Dictionary(MC0=paper.file.make_indirect(rule))
    paper.root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())
    return paper.saved()


def _texts_where_names_belong():
    """Keys that every paper has, with a text behind them, or an object that holds one."""
    drawer = {"Type": Name.OCG, "Name": String(SECRET)}
    paper = Paper(drawn="/Span /MC0 BDC EMC")
    paper.page.Tabs = paper.file.make_indirect(Dictionary(**drawer))
    marks = Dictionary(MCID=paper.file.make_indirect(Dictionary(**drawer)), Lang=String(f"{SECRET} lives here"))
    paper.page.Resources.Properties = Dictionary(MC0=marks)
    paper.page.Resources.Font.F1.Name, paper.page.Resources.Font.F1.FirstChar = String(SECRET), String(SECRET)
    return paper.saved()


def _properties():
    paper = Paper()
    paper.file.docinfo["/Author"] = SECRET
    paper.root.Metadata = paper.stream(f"<x>{SECRET}</x>", Type=Name.Metadata, Subtype=Name.XML)
    paper.root.PieceInfo = Dictionary(X=Dictionary(Private=String(SECRET)))
    paper.page.PieceInfo = Dictionary(X=Dictionary(Private=String(SECRET)))
    paper.page.Thumb = paper.stream(SECRET, Width=1, Height=1)
    paper.root.ViewerPreferences = Dictionary(X=String(SECRET))
    paper.root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))
    paper.root.Extensions = Dictionary(X=String(SECRET))
    paper.root.Lang = String(f"{SECRET} lives in this language")
    paper.file.trailer["/Hidden"] = String(SECRET)
    return paper.saved()


def _bookmarks():
    paper = Paper()
    with paper.file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))
    return paper.saved()


def _inherited():
    """Everything that a page may have from the nodes above it, and a secret beside it in the node."""
    paper = Paper()
    node = paper.root.Pages
    for key in ("/Resources", "/MediaBox"):
        node[key] = paper.page[key]
        del paper.page[key]
    node.Rotate, node.Secret = 90, String(SECRET)
    return paper.saved()


def _revised():
    """An earlier saving still holds what was taken out since (ISO 32000-1, 7.5.6)."""
    paper = Paper(SECRET)
    data = paper.saved(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(data)) as file:
        number, size = file.pages[0].obj.Contents.objgen[0], int(file.trailer.Size)
        root = file.Root.objgen[0]
    before = int(data.rsplit(b"startxref", 1)[1].split()[0])
    drawn = f"BT /F1 12 Tf 72 700 Td ({SHOWN}) Tj ET".encode()
    at = len(data)
    added = f"{number} 0 obj\n<</Length {len(drawn)}>>\nstream\n".encode() + drawn + b"\nendstream\nendobj\n"
    table = f"xref\n{number} 1\n{at:010d} 00000 n \ntrailer\n<</Size {size}/Root {root} 0 R/Prev {before}>>\n"
    return data + added + table.encode() + f"startxref\n{at + len(added)}\n%%EOF\n".encode()


def _cropped():
    """Cropping hides and does not remove: the address stands in the margin that was cut off."""
    paper = Paper(drawn=f"BT /F1 12 Tf 72 820 Td ({SECRET}) Tj ET")
    paper.page.CropBox = Array([0, 0, 595, 800])
    paper.page.TrimBox = Array([10, 10, 500, 500])
    return paper.saved()


def _turned():
    paper = Paper()
    paper.page.Rotate, paper.page.CropBox = -90, Array([50, 60, 545, 780])
    return paper.saved()


def _drawn(more, text=SHOWN):
    return lambda: Paper(text, more).saved()


def _ocr():
    """What every scanner makes: a picture, and over it the words that were read, which are not drawn."""
    drawn = "q 595 0 0 842 0 0 cm /Im0 Do Q BT 3 Tr /F1 12 Tf 72 500 Td (Read by a scanner) Tj ET"
    paper = Paper("", drawn)
    paper.page.Resources.XObject.Im0 = picture(paper, bytes(9))
    return paper.saved()


def picture(paper, data, **keys):
    how = {"Width": 3, "Height": 3, "BitsPerComponent": 8, "ColorSpace": Name.DeviceGray} | keys
    return paper.stream(data, Type=Name.XObject, Subtype=Name.Image, **how)


def _covered_by_picture():
    paper = Paper(drawn="q 400 0 0 40 60 690 cm /Im0 Do Q")
    paper.page.Resources.XObject.Im0 = picture(paper, bytes(9))
    return paper.saved()


def _packed_by_a_scanner():
    """JBIG2: the library would start a program to unpack it, and the fence refuses that. Scanners make it every day."""
    segments = "0000000030000100000013 00000003 00000003 00000000 00000000 00 0000".replace(" ", "")
    paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
    paper.page.Resources.XObject.Im0 = picture(
        paper, bytes.fromhex(segments), BitsPerComponent=1, Filter=Name.JBIG2Decode
    )
    return paper.saved()


def _hints_that_are_wrong():
    """The tables for reading from afar point past the first page, as half the world's do."""
    data = Paper().saved(linearize=True)
    at = data.index(b"/E ") + 3
    return data[:at] + b"9" + data[at + 1 :]


def _cropped_picture():
    """Half of a photograph, of which the other half shows who stood beside the child."""
    paper = Paper(drawn="q 500 0 0 90 300 100 cm /Im0 Do Q")
    paper.page.Resources.XObject.Im0 = picture(paper, bytes(9))
    paper.page.CropBox = Array([0, 0, 500, 842])
    return paper.saved()


def _blank():
    return Paper("").saved()


def _comment_in_drawing():
    return Paper(
        drawn=f"% {SECRET}\n/Span <</X ({SECRET})>> BDC EMC /A <</B ({SECRET})>> DP ({SECRET}) unknown"
    ).saved()


def _heard_otherwise():
    """A screen reader, and pdfium, would read the words of the list and not those that are drawn."""
    return Paper("", f"/Span <</ActualText ({SECRET})>> BDC BT /F1 12 Tf 72 700 Td ({SHOWN}) Tj ET EMC").saved()


def _unknown_keys():
    paper = Paper()
    for one in (paper.page, paper.page.Resources, paper.page.Resources.Font.F1, paper.page.Contents, paper.root):
        one["/Unheard"] = String(SECRET)
    form = paper.text("")
    form.Unheard, form.Ref, form.LastModified = String(SECRET), Dictionary(ID=String(SECRET)), String(SECRET)
    form.Metadata = paper.stream(SECRET)
    paper.page.Resources.XObject.Fm0 = form
    paper.page.Contents = paper.stream(paper.page.Contents.read_bytes() + b" /Fm0 Do")
    return paper.saved()


def tagged(paper):
    """A tree of tags: a paragraph for the page's text, and a figure with a description."""
    drawn = f"/P <</MCID 0>> BDC BT /F1 12 Tf 72 700 Td ({SHOWN}) Tj ET EMC /Figure <</MCID 1>> BDC EMC"
    paper.page.Contents, paper.page.StructParents = paper.stream(drawn), 0
    tree = paper.file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made = [
        paper.file.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kind), P=tree, Pg=paper.page, K=number))
        for number, kind in enumerate(("/P", "/Figure"))
    ]
    made[1].Alt = String("A drawing of a house")
    rows = Array([0, paper.file.make_indirect(Array(made))])
    tree.K, tree.ParentTree, tree.ParentTreeNextKey = Array(made), Dictionary(Nums=rows), 1
    paper.root.StructTreeRoot, paper.root.MarkInfo = tree, Dictionary(Marked=True)
    return tree


def _tags():
    paper = Paper()
    tree = tagged(paper)
    tree.K[0].T, tree.K[0].ActualText, tree.K[0].E = String(SECRET), String(SECRET), String(SECRET)
    tree.K[0].Lang = String(f"{SECRET} lives here")
    tree.K[1].P = paper.file.make_indirect(Dictionary(S=Name.Span, Secret=String(SECRET)))
    tree.K[0].A = Dictionary(O=Name.UserProperties, P=Array([Dictionary(N=String("x"), V=String(SECRET))]))
    tree.K[0].ID, tree.IDTree = String(SECRET), Dictionary(Names=Array([String(SECRET), tree.K[0]]))
    return paper.saved()


def _note_kept_by_tags():
    """A hidden note that was taken off its page lives on in the tags."""
    paper = Paper()
    tree = tagged(paper)
    note = paper.note("FreeText", paper.text(SECRET), F=2, Contents=String(SECRET))
    tree.K[0].K = Array([0, Dictionary(Type=Name.OBJR, Obj=note, Pg=paper.page)])
    tree.ParentTree.Nums.extend([1, paper.file.make_indirect(Dictionary(Secret=String(SECRET)))])
    tree.ParentTree.Nums[1].append(paper.file.make_indirect(Dictionary(Secret=String(SECRET))))
    return paper.saved()


def tagged_answer():
    """A tagged form: the answer must be found by whoever listens."""
    paper = Paper()
    tree = tagged(paper)
    field = paper.field(look=paper.text("Seen twice a week"), V=String("Seen twice a week"), StructParent=1)
    place = Dictionary(Type=Name.StructElem, S=Name.Form, P=tree, Pg=paper.page)
    place = paper.file.make_indirect(place)
    place.K = Dictionary(Type=Name.OBJR, Obj=field, Pg=paper.page)
    tree.K.append(place)
    tree.ParentTree.Nums.extend([1, place])
    return paper.saved()


def _direct_tags():
    paper = Paper()
    tree = tagged(paper)
    tree.K[0].K = Dictionary(S=Name.Span, K=0)
    return paper.saved()


def _tag_loop():
    paper = Paper()
    tree = tagged(paper)
    tree.K[0].K = Array([0, tree.K[1]])
    tree.K[1].K = Array([1, tree.K[0]])
    return paper.saved()


def _jpeg_inside(data):
    def make():
        paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
        paper.page.Resources.XObject.Im0 = picture(
            paper, data(), Width=16, Height=16, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode
        )
        return paper.saved()

    return make


def _more_pictures():
    paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
    other = picture(paper, SECRET)
    paper.page.Resources.XObject.Im0 = picture(paper, bytes(9), Alternates=Array([Dictionary(Image=other)]))
    return paper.saved()


def _encrypted(user, owner="owner"):
    return lambda: Paper().saved(encryption=pikepdf.Encryption(user=user, owner=owner, R=6))


def _cut_short():
    return _plain()[:-40]


def _wrong_offsets():
    return _plain().replace(b"startxref\n", b"startxref\n1")


def _no_root():
    return b"%PDF-1.7\n1 0 obj\n<</A 1>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1>>\nstartxref\n30\n%%EOF\n"


def _only_a_head():
    return b"%PDF-1.7\n"


def _broken_drawing():
    return Paper(drawn="BT (never closed Tj ET").saved()


def _odd_operands():
    return Paper(drawn=f"({SECRET}) 1 0 0 rg").saved()


def _no_drawing():
    paper = Paper()
    del paper.page.Contents
    return paper.saved()


def _pages_below_pages():
    paper = Paper()
    node = paper.root.Pages
    for _ in range(10_000):
        above = paper.file.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([node]), Count=1))
        node.Parent = above
        node = above
    paper.root.Pages = node
    return paper.saved()


def _table_bomb():
    engine = zlib.compressobj(9)
    data = b"".join([*(engine.compress(bytes(1 << 20)) for _ in range(1000)), engine.flush()])
    head = f"1 0 obj\n<</Type/XRef/Size 1/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length {len(data)}>>\nstream\n"
    return b"%PDF-1.5\n" + head.encode() + data + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def _list_of_tags_loops():
    paper = Paper()
    tree = tagged(paper)
    branch = paper.file.make_indirect(Dictionary(Limits=Array([0, 9])))
    branch.Kids = Array([branch])
    tree.ParentTree = Dictionary(Kids=Array([branch]))
    return paper.saved()


def _deep_tags():
    paper = Paper()
    tree = tagged(paper)
    inner = tree.K[0]
    for _ in range(20_000):
        outer = paper.file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, P=tree, K=inner))
        inner.P = outer
        inner = outer
    tree.K = Array([inner, tree.K[1]])
    return paper.saved()


def _no_pages():
    with pikepdf.new() as file:
        out = io.BytesIO()
        file.save(out, static_id=True)
        return out.getvalue()


def _same_page_a_million_times():
    paper = Paper()
    data = paper.saved(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(data)) as file:
        page = file.pages[0].obj
        file.Root.Pages = file.make_indirect(Dictionary(Type=Name.Pages, Count=10**6, Kids=Array([page] * 10**5)))
        out = io.BytesIO()
        file.save(out, static_id=True)
    return out.getvalue()


def _says_it_has_one_page():
    """The count of pages is a lie."""
    return _same_page_a_million_times().replace(b"/Count 1000000", b"/Count 1      ")


def _page_loop():
    paper = Paper()
    node = paper.root.Pages
    node.Kids.append(node)
    return paper.saved()


def _deep_array():
    return Paper(drawn="[" * 60_000 + "]" * 60_000 + " TJ").saved()


def _deep_object():
    paper = Paper()
    data = paper.saved(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return data.replace(b"/Type /Pages", b"/Type /Pages /X " + b"[" * 50_000 + b"]" * 50_000, 1)


def _form_in_itself():
    paper = Paper(drawn="/Fm0 Do")
    form = paper.file.make_indirect(paper.stream("/Fm0 Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(Fm0=form))
    paper.page.Resources.XObject.Fm0 = form
    return paper.saved()


def _laughing_forms():
    """Ten forms that each draw the next one ten times: ten thousand million letters (as XML's "billion laughs")."""
    paper = Paper(drawn="/Fm0 Do")
    form = paper.text("ha")
    for _ in range(10):
        outer = paper.stream("/Fm0 Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20])
        outer.Resources = Dictionary(XObject=Dictionary(Fm0=form))
        form = outer
    paper.page.Resources.XObject.Fm0 = form
    return paper.saved()


def _unpacks_to(megabytes, twice=False):
    def make():
        engine = zlib.compressobj(9)
        data = b"".join([*(engine.compress(bytes(1 << 20)) for _ in range(megabytes)), engine.flush()])
        filters = [Name.FlateDecode]
        if twice:
            data, filters = zlib.compress(data, 9), filters * 2
        paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
        bomb = pikepdf.Stream(paper.file, data)
        bomb.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=9, Height=9, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray, Filter=Array(filters),
        )  # fmt: skip
        paper.page.Resources.XObject.Im0 = bomb
        return paper.saved(stream_decode_level=pikepdf.StreamDecodeLevel.none)

    return make


def _huge_picture():
    paper = Paper(drawn="q 90 0 0 90 100 100 cm /Im0 Do Q")
    paper.page.Resources.XObject.Im0 = picture(paper, bytes(9), Width=100_000, Height=100_000)
    return paper.saved()


def _huge_page():
    paper = Paper()
    paper.page.MediaBox = Array([0, 0, 10**7, 10**7])
    return paper.saved()


def _box_of_words():
    paper = Paper()
    paper.page.MediaBox = Array([String("a"), 0, 0, 0])
    return paper.saved()


def _external_stream():
    paper = Paper()
    paper.page.Contents.F = String("/etc/passwd")
    return paper.saved()


def _postscript():
    paper = Paper(drawn="/Ps0 Do")
    paper.page.Resources.XObject.Ps0 = paper.stream(SECRET, Type=Name.XObject, Subtype=Name.PS)
    return paper.saved()


def _drawing_of_no_kind():
    """Called a drawing, and no reader draws it: a drawer for anything."""
    paper = Paper(drawn="/Xx0 Do")
    paper.page.Resources.XObject.Xx0 = paper.stream(SECRET, Type=Name.XObject, Subtype=Name.Nothing)
    return paper.saved()


def _polyglot():
    """A PDF behind another file's head, as mail filters are fooled with."""
    return b"PK\x03\x04" + _plain()


def _tail():
    return _plain() + b"PK\x03\x04" + SECRET.encode()


_NOT_PRINTED = {"Usage": Dictionary(Print=Dictionary(PrintState=Name.OFF))}

#: What is wrong with it -> how it is made.
PDFS = {
    "nothing": _plain,
    "a script that runs when it is opened": _script("open"),
    "a script in the list of names": _script("names"),
    "a script of a page": _script("page"),
    "a script of a field": _script("field"),
    "a link to a web page": _link(S=Name.URI, URI=String(f"https://example.org/{SECRET}")),
    "a link that starts a program": _link(S=Name.Launch, F=String(f"{SECRET}.exe")),
    "a link into another file": _link(S=Name.GoToR, F=String(f"//server/{SECRET}.pdf"), D=Array([0])),
    "a link that sends the form": _link(S=Name.SubmitForm, F=String(f"https://example.org/{SECRET}")),
    "an attachment": _attached("names"),
    "an attachment on a pin": _attached("note"),
    "an associated file": _attached("associated"),
    "a portfolio": _attached("portfolio"),
    "fifty-one attachments": _many_attachments,
    "an answer with its look": _field("Seen on Monday", V=String("Seen on Monday")),
    "an answer without a look": _field(None, V=String("Seen on Monday")),
    "an answer of many lines without a look": _field(
        None, V=String("Seen on Monday and\nTuesday"), Ff=1 << 12, Rect=Array([72, 560, 272, 620])
    ),
    "an answer whose look is older": _field("Seen on Sunday", V=String("Seen on Monday")),
    "an answer whose look is empty, to be drawn by the reader": _field("", V=String("Seen on Monday"), need=True),
    "an answer in letters that its font lacks": _field(None, V=String("Видели в понедельник")),
    "an answer that is longer than its place": _field(None, V=String("She was seen on Monday " * 9)),
    "an answer drawn with the font of the form": _fonts_of_the_form,
    "a choice by its shown name": _field(
        "Weekly", "Ch", V=String("w"), Opt=Array([Array([String("w"), String("Weekly")])])
    ),
    "a password that was typed": _field("****", V=String(SECRET), Ff=1 << 13),
    "an answer in a hidden field": _field(SECRET, V=String(SECRET), F=2),
    "an answer in a field on no page": _field_nowhere,
    "an empty field": _field("", V=String("")),
    "a tick": _tick("Yes", "Yes"),
    "a tick that is not shown": _tick("Yes", "Off"),
    "a tick that nobody made": _tick("Off", "Yes"),
    "a tick without a look": _tick("Yes", "Yes", drawn=False),
    "a tick whose look is empty": _tick("Yes", "Yes", empty=True),
    "a field that is its own parent": _field_loop,
    "an XFA form": _xfa,
    "a signature": _signed,
    "a typed note": _note("FreeText", "Read by the manager", Contents=String("Read by the manager")),
    "a stamp": _note("Stamp", "RECEIVED"),
    "a note that pops up": _note("Text", "", Contents=String(SECRET)),
    "a highlight with a comment": _note("Highlight", "", Contents=String(SECRET)),
    "a note without a look": _note("FreeText", None, Contents=String("Read by the manager")),
    "a hidden note": _note("FreeText", SECRET, F=2, Contents=String(SECRET)),
    "a note that is seen on no screen and no paper": _note("FreeText", SECRET, F=32, Contents=String(SECRET)),
    "the window of a note that is gone": _note("Popup", SECRET, Contents=String(SECRET)),
    "a redaction that was not carried out": _note("Redact", ""),
    "a film": _note("RichMedia", ""),
    "a sound": _note("Sound", ""),
    "a note of a kind that nobody knows": _note("Whisper", SECRET),
    "a look without an area": _look_without_area,
    "a layer that is shown": _layers(),
    "a layer that is hidden": _layers(off=True),
    "layers that are hidden unless named": _layers(BaseState=Name.OFF),
    "a layer that is not printed": _layers(intent=_NOT_PRINTED, AS=Array([Dictionary(Event=Name.Print)])),
    "a layer that is shown when another is hidden": _layer_by_rule,
    "properties in every place": _properties,
    "texts where names belong": _texts_where_names_belong,
    "bookmarks": _bookmarks,
    "a size and a font from the node above": _inherited,
    "an earlier saving": _revised,
    "a margin cut off with words in it": _cropped,
    "a turned and cropped page": _turned,
    "words not drawn": _drawn("BT 3 Tr /F1 12 Tf 72 600 Td (Not drawn) Tj ET"),
    "words in white": _drawn("BT 1 g /F1 12 Tf 72 600 Td (White) Tj ET"),
    "words smaller than dust": _drawn("BT /F1 0.5 Tf 72 600 Td (Dust) Tj ET"),
    "words under a black bar": _drawn("q 0 g 60 690 400 30 re f Q"),
    "words under a picture": _covered_by_picture,
    "words on a black bar": _drawn("q 0 g 60 590 400 30 re f Q BT 0.9 g /F1 12 Tf 72 600 Td (On it) Tj ET"),
    "words off the sheet": _drawn("BT /F1 12 Tf 5000 600 Td (Off the sheet) Tj ET"),
    "a picture that was cropped": _cropped_picture,
    "a picture packed by a scanner": _packed_by_a_scanner,
    "tables for reading from afar that are wrong": _hints_that_are_wrong,
    "a scan with words that were read": _ocr,
    "a blank page": _blank,
    "a comment and unknown words in the drawing": _comment_in_drawing,
    "words that are heard and others drawn": _heard_otherwise,
    "keys that nobody knows": _unknown_keys,
    "tags with texts of their own": _tags,
    "a hidden note that the tags keep": _note_kept_by_tags,
    "an answer in the tags": tagged_answer,
    "tags inside tags": _direct_tags,
    "tags that go round": _tag_loop,
    "tags whose list goes round": _list_of_tags_loops,
    "tags inside tags, twenty thousand deep": _deep_tags,
    "a second picture behind a picture": _more_pictures,
    "locked with a password": _encrypted("secret"),
    "locked against changes": _encrypted(""),
    "cut short": _cut_short,
    "an offset that is wrong": _wrong_offsets,
    "no root": _no_root,
    "only a head": _only_a_head,
    "a text that never ends": _broken_drawing,
    "a string where none belongs": _odd_operands,
    "a page without a drawing": _no_drawing,
    "no page": _no_pages,
    "pages below pages, ten thousand deep": _pages_below_pages,
    "a table of objects that unpacks to a thousand megabytes": _table_bomb,
    "a page a hundred thousand times": _same_page_a_million_times,
    "a page a hundred thousand times, said to be one": _says_it_has_one_page,
    "pages that go round": _page_loop,
    "an array in an array, sixty thousand times": _deep_array,
    "an object in an object, fifty thousand times": _deep_object,
    "a drawing that draws itself": _form_in_itself,
    "drawings that draw each other ten thousand million times": _laughing_forms,
    "a picture that unpacks to a thousand megabytes": _unpacks_to(1000),
    "a picture that unpacks twice": _unpacks_to(1000, twice=True),
    "a picture of ten thousand million pixels": _huge_picture,
    "a page of two miles": _huge_page,
    "a page whose size is a word": _box_of_words,
    "a drawing in another file": _external_stream,
    "a PostScript program": _postscript,
    "a drawing of no kind": _drawing_of_no_kind,
    "another file's head": _polyglot,
    "another file behind it": _tail,
}
