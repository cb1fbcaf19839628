"""What is taken of a paper that somebody shows, and what is said to the rest."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.test import override_settings
from PIL import Image

from tests.factories.papers import (
    SCRIPT,
    WORDS,
    add_page,
    all_bytes,
    bomb_pdf,
    heic,
    loaded_pdf,
    pdf,
    png_of,
    saved,
)
from tests.factories.photos import PROFILE, SECRET, avif, gif, jpeg, picture, png, says, tiff, webp
from uploads.domain import papers
from uploads.domain.papers import SENTENCES, PaperRefused, WhyNot, clean_paper, kind_of

MB = 1024 * 1024


def refused(data: bytes) -> WhyNot:
    with pytest.raises(PaperRefused) as told:
        clean_paper(BytesIO(data))
    return told.value.why


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


SVG = b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
NOT_TAKEN = [
    (b"", WhyNot.EMPTY),
    (SVG, WhyNot.DRAWING),
    (b"\xef\xbb\xbf" + SVG, WhyNot.DRAWING),
    (SVG.decode().encode("utf-16"), WhyNot.DRAWING),
    (zipped("[Content_Types].xml", "word/document.xml"), WhyNot.OFFICE),
    (
        zipped("mimetype", "content.xml").replace(b"mimetypex", b"mimetypeapplication/vnd.oasis"),
        WhyNot.OFFICE,
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, WhyNot.OFFICE),
    (b"{\\rtf1 Bevis}", WhyNot.OFFICE),
    (zipped("bevis.pdf"), WhyNot.PACKED),
    (b"Rar!\x1a\x07\x00", WhyNot.PACKED),
    (b"<!DOCTYPE html><title>Bevis</title>", WhyNot.WEB_PAGE),
    (b"Hej, se her: <script>alert(1)</script>", WhyNot.WEB_PAGE),
    (gif(), WhyNot.OTHER_PICTURE),
    (webp(), WhyNot.OTHER_PICTURE),
    (tiff(), WhyNot.OTHER_PICTURE),
    (avif(), WhyNot.OTHER_PICTURE),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42" + b"\x00" * 40, WhyNot.FILM),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", WhyNot.FILM),
    (b"MZ\x90\x00", WhyNot.PROGRAM),
    ("Jeg har bestået førstehjælp.".encode(), WhyNot.TEXT),
    (bytes(range(256)), WhyNot.UNKNOWN),
    # What only says that it is one.
    (b"%PDF-1.7\nnothing more", WhyNot.BROKEN),
    (b"\xff\xd8\xff\xe0 no picture", WhyNot.BROKEN),
    (png()[:60], WhyNot.BROKEN),
    (heic()[:120], WhyNot.BROKEN),
]


@pytest.mark.parametrize(("data", "why"), NOT_TAKEN, ids=lambda value: str(value)[:20])
def test_what_is_not_taken(data, why):
    assert refused(data) == why


def test_every_no_has_a_sentence_of_its_own():
    assert SENTENCES.keys() == set(WhyNot)
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(WhyNot)


@pytest.mark.parametrize(("data", "form"), [(jpeg(6), "JPEG"), (png(6), "PNG"), (heic(), "JPEG")])
def test_a_picture_is_drawn_anew(data, form):
    clean = clean_paper(BytesIO(data))
    with Image.open(BytesIO(clean.data)) as drawn:
        assert (drawn.format, drawn.mode, clean.suffix, clean.pages) == (
            form,
            "RGB",
            form.lower()[:4].replace("jpeg", "jpg"),
            1,
        )
    assert says(clean.data) == []
    assert PROFILE not in clean.data
    assert clean.data != data


def test_a_picture_stands_up_by_itself():
    clean = clean_paper(BytesIO(jpeg(6)))
    with Image.open(BytesIO(clean.data)) as drawn:
        assert drawn.size == picture().size[::-1]


def test_a_large_photo_is_kept_smaller():
    clean = clean_paper(BytesIO(png_of(6000, 4000)))
    with Image.open(BytesIO(clean.data)) as drawn:
        assert drawn.size == (3000, 2000)


def test_a_pdf_is_its_pages_alone():
    data = loaded_pdf()
    before = all_bytes(data)
    assert SECRET in before
    assert SCRIPT.encode() in before
    clean = clean_paper(BytesIO(data))
    after = all_bytes(clean.data)
    assert (clean.suffix, clean.pages) == ("pdf", 1)
    assert WORDS in after
    for word in (SCRIPT.encode(), b"/JavaScript", b"/OpenAction", b"/AA", b"/Annots", b"/AcroForm", b"/XFA"):
        assert word not in after
    for word in (b"/EmbeddedFile", b"/Metadata", b"/Author", b"/Launch", b"/PieceInfo", b"/Names", b"Kamera"):
        assert word not in after
    with pikepdf.open(BytesIO(clean.data)) as opened:
        assert set(opened.Root.keys()) == {"/Type", "/Pages"}
        # What a page draws with keeps its name, whatever it is called.
        resources = opened.pages[0].obj.Resources
        assert "/F" in resources.Font
        assert resources.XObject.AF.Width == 40


def test_what_is_filled_in_stays_to_be_seen():
    """The words of a field are painted on the page; they are why the paper is shown."""
    after = all_bytes(clean_paper(BytesIO(loaded_pdf())).data)
    assert SECRET in after
    assert after.count(SECRET) == 1


def test_pages_keep_what_they_inherit():
    with pikepdf.new() as made:
        page = add_page(made)
        made.Root.Pages.Rotate = 90
        made.Root.Pages.MediaBox = page.obj.MediaBox
        del page.obj.MediaBox
        data = saved(made)
    with pikepdf.open(BytesIO(clean_paper(BytesIO(data)).data)) as opened:
        assert [int(side) for side in opened.pages[0].mediabox] == [0, 0, 300, 200]
        assert opened.pages[0].obj.Rotate == 90


@pytest.mark.parametrize("lock", [{"owner": "x", "user": "y"}, {"owner": "x", "user": ""}])
def test_a_locked_pdf_is_not_taken(lock):
    assert refused(pdf(encryption=pikepdf.Encryption(**lock))) == WhyNot.ENCRYPTED


def test_a_form_that_is_a_program_is_not_taken():
    with pikepdf.new() as made:
        add_page(made)
        made.Root.NeedsRendering = True
        assert refused(saved(made)) == WhyNot.IS_A_FORM


def test_too_much():
    assert clean_paper(BytesIO(pdf(50))).pages == 50
    assert refused(pdf(51)) == WhyNot.TOO_MANY_PAGES
    assert refused(png_of(10_000, 7_000)) == WhyNot.TOO_MANY_PIXELS
    with override_settings(PAPER_MAX_BYTES=1000):
        assert refused(jpeg() + b"\0" * 1000) == WhyNot.TOO_LARGE


def test_a_page_that_unpacks_to_too_much(monkeypatch):
    monkeypatch.setattr(papers, "PAPER_MAX_UNPACKED", 20 * MB)
    assert refused(bomb_pdf(21)) == WhyNot.UNPACKS_TOO_MUCH
    assert clean_paper(BytesIO(bomb_pdf(18))).pages == 1


def test_what_fills_the_memory_ends_its_own_process(monkeypatch):
    """Reading these objects is what fills it."""
    with pikepdf.new() as made:
        add_page(made)
        made.Root.X = made.make_indirect(pikepdf.String("x" * (100 * MB)))
        data = saved(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert len(data) < MB
    monkeypatch.setattr(papers, "PAPER_MAX_MEMORY", 180 * MB)
    assert refused(data) in {WhyNot.UNPACKS_TOO_MUCH, WhyNot.BROKEN}
    assert clean_paper(BytesIO(pdf())).pages == 1


def test_the_name_is_not_asked():
    file = BytesIO(SVG)
    file.name = "bevis.pdf"
    assert refused(file.getvalue()) == WhyNot.DRAWING
    assert kind_of(b"%PDF-1.4") == "pdf"
