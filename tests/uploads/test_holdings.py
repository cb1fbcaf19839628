"""What a document still tells is said to whoever uploads it."""

import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation
from wagtail.documents.models import Document

from tests.factories.accounts import make_person
from tests.factories.photos import jpeg
from uploads.domain.holdings import what_it_holds

CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Åse Ærø</dc:creator>'
    "<cp:lastModifiedBy>Yusuf</cp:lastModifiedBy></cp:coreProperties>"
)
CHANGED = '<w:document xmlns:w="w"><w:p><w:ins w:author="x"/></w:p></w:document>'


def office(**parts: str | bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def pdf(*, author: str = "", is_remarked: bool = False) -> bytes:
    out = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if author:
            made.docinfo["/Author"] = author
        if is_remarked:
            remark = pikepdf.Dictionary(Subtype=pikepdf.Name.Text, Contents="Husk")
            made.pages[0].Annots = pikepdf.Array([made.make_indirect(remark)])
        made.save(out)
    return out.getvalue()


FULL = office(
    **{
        "docProps/core.xml": CORE,
        "word/document.xml": CHANGED,
        "word/comments.xml": "<w/>",
        "word/media/image1.jpeg": jpeg(),
    }
)


@pytest.mark.parametrize(
    ("ending", "data", "told"),
    [
        (
            "docx",
            FULL,
            [
                "It names who wrote it: Åse Ærø.",
                "It names who wrote it: Yusuf.",
                "It holds tracked changes.",
                "It holds comments.",
                "It holds photos that may say where and when they were taken.",
            ],
        ),
        ("xlsx", office(**{"xl/threadedComments/threadedComment1.xml": "<t/>"}), ["It holds comments."]),
        ("odt", office(**{"content.xml": '<o:annotation xmlns:o="o"/>'}), ["It holds comments."]),
        ("pptx", office(**{"ppt/presentation.xml": "<p/>"}), []),
        (
            "pdf",
            pdf(author="Åse Ærø", is_remarked=True),
            ["It names who wrote it: Åse Ærø.", "It holds comments."],
        ),
        ("pdf", pdf(), []),
        ("mp4", b"....ftypmp42....udta\xa9xyz+55.6761+012.5683/", ["It says where the film was taken."]),
        ("mp4", b"....ftypmp42....", []),
        ("docx", b"not a zip", []),
        ("pdf", b"%PDF-1.7 and no more", []),
        ("txt", b"Kim Larsen", []),
    ],
)
def test_document_is_looked_into(ending: str, data: bytes, told: list[str]) -> None:
    with translation.override("en"):
        assert what_it_holds(BytesIO(data), ending) == told


@pytest.mark.django_db
def test_cms_tells_what_documents_and_this_one_hold(client: Client) -> None:
    person = make_person()
    person.is_superuser = True
    person.save()
    client.force_login(person)
    assert "sporede ændringer" in client.get("/cms/documents/add/").content.decode()
    assert "sporede ændringer" in client.get("/cms/documents/multiple/add/").content.decode()
    assert "sporede ændringer" in client.get("/cms/documents/").content.decode()
    document = Document.objects.create(title="Skema", file=ContentFile(FULL, name="skema.docx"))
    told = client.get(f"/cms/documents/edit/{document.pk}/").content.decode()
    assert "hvem der har skrevet den: Åse Ærø." in told
    assert "Filen rummer kommentarer." in told
