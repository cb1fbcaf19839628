"""Papers as people bring them: photos, scans, and PDFs with all that a PDF can carry."""

from io import BytesIO
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image

from tests.factories.photos import SECRET, jpeg, make_exif, picture

WORDS = b"BT /F 12 Tf 20 100 Td (Bevis for Lone) Tj ET"
SCRIPT = "app.alert=1"


def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(picture()).save(out, exif=make_exif())
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def pdf(pages: int = 1, **options: Any) -> bytes:
    """Pages with a line of text; `options` go to pikepdf's `save`, such as `encryption`."""
    with pikepdf.new() as made:
        for _number in range(pages):
            add_page(made)
        return saved(made, **options)


def add_page(made: pikepdf.Pdf) -> Any:
    made.add_blank_page(page_size=(300, 200))
    page = made.pages[-1]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    # A name that is the same as a key which goes elsewhere.
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
    page.obj.Contents = made.make_stream(WORDS)
    return page


def saved(made: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    made.save(out, **options)
    return out.getvalue()


def loaded_pdf() -> bytes:
    """A page with its text, and everything else that a PDF can carry: SECRET and SCRIPT in every corner."""
    name, words = pikepdf.Name, SECRET.decode()
    with pikepdf.new() as made:
        page = add_page(made)
        action = pikepdf.Dictionary(S=name.JavaScript, JS=SCRIPT)
        launch = pikepdf.Dictionary(S=name.Launch, F=f"{words}.exe")
        made.Root.OpenAction = action
        made.Root.AA = pikepdf.Dictionary(WC=action)
        made.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), action]))
        )
        made.attachments[f"{words}.docx"] = SECRET
        made.docinfo["/Author"] = words
        with made.open_metadata() as metadata:
            metadata["dc:creator"] = [words]
        drawn = made.make_stream(
            b"BT /F 9 Tf (" + SECRET + b") Tj ET", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 80, 20]
        )
        field = pikepdf.Dictionary(
            Type=name.Annot,
            Subtype=name.Widget,
            FT=name.Tx,
            T="felt",
            V=words,
            Rect=[10, 10, 90, 30],
            F=4,
            AP=pikepdf.Dictionary(N=made.make_indirect(drawn)),
            AA=pikepdf.Dictionary(K=action),
        )
        link = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 300, 200], A=launch)
        remark = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Text, Rect=[0, 0, 9, 9], Contents=words)
        page.obj.Annots = pikepdf.Array([made.make_indirect(one) for one in (field, link, remark)])
        made.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([page.obj.Annots[0]]), XFA=made.make_stream(b"<xdp>" + SECRET + b"</xdp>")
        )
        page.obj.AA = pikepdf.Dictionary(O=action)
        page.obj.Metadata = made.make_stream(SECRET)
        page.obj.PieceInfo = pikepdf.Dictionary(X=pikepdf.Dictionary(Private=words))
        photo = made.make_stream(
            jpeg(),
            Type=name.XObject,
            Subtype=name.Image,
            Width=40,
            Height=24,
            ColorSpace=name.DeviceRGB,
            BitsPerComponent=8,
            Filter=name.DCTDecode,
            Metadata=made.make_stream(SECRET),
            AF=pikepdf.Array([words]),
        )
        page.obj.Resources.XObject = pikepdf.Dictionary(AF=photo)
        page.obj.Resources.Properties = pikepdf.Dictionary(P=pikepdf.Dictionary(Ord=words))
        return saved(made) + SECRET


def bomb_pdf(megabytes: int) -> bytes:
    """A page whose content unpacks to so much."""
    with pikepdf.new() as made:
        page = add_page(made)
        page.obj.Contents = made.make_stream(b" " * (megabytes * 1024 * 1024))
        return saved(made)


def all_bytes(data: bytes) -> bytes:
    """Everything that stands in a PDF, unpacked."""
    with pikepdf.open(BytesIO(data)) as opened:
        out = BytesIO()
        opened.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()
