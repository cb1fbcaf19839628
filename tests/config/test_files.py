"""How uploaded files are answered, and to whom."""

import errno

import pytest
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from accounts.enums import Role
from config.files import media
from courses.models import LessonPage
from tests.conftest import restore_roots
from tests.factories.accounts import make_person
from tests.factories.courses import make_course, make_module
from tests.factories.photos import PHOTOS, says

pytestmark = pytest.mark.django_db
NOT_ANYBODYS = {Role.AUTHOR, Role.LIVED_EXPERIENCE, Role.PROFESSIONAL, Role.COORDINATOR}
FILM = bytes(range(256)) * 40


def make_image(ending: str = "jpg") -> Image:
    photo = ContentFile(PHOTOS[ending](1), name=f"Fru Hansen.{ending}")
    return Image.objects.create(title="Altanen", file=photo)


def make_document(name: str = "Fru Hansens skema.pdf", data: bytes = b"%PDF-1.7") -> Document:
    return Document.objects.create(title=name, file=ContentFile(data, name=name))


def show(*, image: Image | None = None, document: Document | None = None, is_live: bool = True):
    module = make_module(make_course())
    module.refresh_from_db()
    body = []
    if image is not None:
        body.append(("image", {"image": image, "alt_text": "En altan", "decorative": False}))
    if document is not None:
        body.append(("download", {"title": "Skema", "file": document}))
    lesson = module.add_child(instance=LessonPage(title="Altanen", live=is_live, body=[]))
    lesson.body = body
    lesson.save()
    return lesson


def rendition_url(image: Image) -> str:
    return image.get_rendition("max-960x960").url


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif", "avif"])
def test_a_published_picture_is_read_by_all_and_says_nothing_besides(client: Client, ending: str) -> None:
    image = make_image(ending)
    show(image=image)
    response = client.get(rendition_url(image))
    assert response.status_code == 200
    assert says(read(response)) == []
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_picture_as_it_was_brought_is_read_by_nobody(client: Client) -> None:
    image = make_image()
    show(image=image)
    client.force_login(make_person(Role.COORDINATOR))
    assert client.get(image.file.url).status_code == 404


@pytest.mark.parametrize("path", ["x.png", "../db.sqlite3", "images/../original_images/x.jpg"])
def test_nothing_else_is_found_among_the_files(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code in {400, 404}


def addresses(image: Image, document: Document) -> list[str]:
    return [rendition_url(image), document.url]


@pytest.mark.parametrize(
    "state", ["draft", "taken down", "draft of a live page", "behind a login", "nowhere"]
)
def test_files_of_what_is_not_public_are_for_those_at_work(client: Client, state: str) -> None:
    image, document = make_image(), make_document()
    if state == "draft":
        show(image=image, document=document, is_live=False)
    elif state == "taken down":
        show(image=image, document=document).unpublish()
    elif state == "draft of a live page":
        lesson = show()
        lesson.body = show(image=image, document=document, is_live=False).body
        lesson.save_revision()
    elif state == "behind a login":
        page = show(image=image, document=document)
        restriction = PageViewRestriction(page=page, restriction_type=PageViewRestriction.GROUPS)
        restriction.save()
    for person, expected in (
        (None, 404),
        (make_person(), 404),
        *((make_person(role), 200) for role in sorted(NOT_ANYBODYS)),
    ):
        client.logout()
        if person is not None:
            client.force_login(person)
        for address in addresses(image, document):
            response = client.get(address)
            assert (address, response.status_code) == (address, expected)
            if expected == 200:
                assert response.headers["Cache-Control"] == "private, no-store"


def test_files_are_public_from_the_moment_a_page_is(client: Client) -> None:
    image, document = make_image(), make_document()
    lesson = show(image=image, document=document, is_live=False)
    assert [client.get(url).status_code for url in addresses(image, document)] == [404, 404]
    lesson.save_revision().publish()
    assert [client.get(url).status_code for url in addresses(image, document)] == [200, 200]


def test_a_collection_for_those_signed_in_keeps_strangers_out(client: Client) -> None:
    collection = Collection.get_first_root_node().add_child(name="Kun os")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    image = make_image()
    image.collection = collection
    image.save()
    show(image=image)
    assert client.get(rendition_url(image)).status_code == 404
    client.force_login(make_person())
    response = client.get(rendition_url(image))
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "private, no-store")


def test_a_public_picture_costs_few_queries(client: Client, django_assert_max_num_queries) -> None:
    image = make_image()
    for _number in range(3):
        show(image=image)
    url = rendition_url(image)
    client.get(url)
    with django_assert_max_num_queries(5):
        client.get(url)


def test_no_name_from_home_stands_in_an_address() -> None:
    image, document = make_image(), make_document()
    for address in (image.file.url, rendition_url(image), document.url):
        assert "hansen" not in address.lower()


def test_a_document_is_handed_over_under_its_title(client: Client) -> None:
    page = make_document("skema.docx", b"PK")
    show(document=page)
    response = client.get(page.url)
    assert response.headers["Content-Disposition"] == 'attachment; filename="skema.docx"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_film_can_be_moved_about_in(client: Client) -> None:
    film = make_document("film.mp4", FILM)
    show(document=film)
    whole = client.get(film.url)
    assert (whole.status_code, whole.headers["Accept-Ranges"], read(whole)) == (200, "bytes", FILM)
    part = client.get(film.url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, read(part)) == (206, FILM[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert client.get(film.url, headers={"Range": f"bytes={len(FILM)}-"}).status_code == 416
    assert client.get(film.url, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = client.head(film.url)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(FILM)), b"")


def test_a_file_that_is_gone_is_a_sentence(client: Client) -> None:
    image, document = make_image(), make_document()
    show(image=image, document=document)
    urls = addresses(image, document)
    for stored in (image.renditions.get().file, document.file):
        stored.storage.delete(stored.name)
    for url in urls:
        response = client.get(url)
        assert response.status_code == 404
        assert "Filen er væk" in response.content.decode()


def test_nginx_is_told_which_file_to_send(client: Client, settings, tmp_path) -> None:
    film = make_document("film.mp4", FILM)
    show(document=film)
    settings.FILES_ROOT = tmp_path
    settings.NGINX_SENDS_FILES = True
    response = client.get(film.url)
    assert response.headers["X-Accel-Redirect"] == f"/_files/media/{film.file.name}"
    assert (response.content, response.headers["Content-Type"]) == (b"", "video/mp4")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_a_sentence_and_leaves_nothing(client: Client, monkeypatch, tmp_path) -> None:
    """Whichever way a file comes: the page says why, and no row and no half file is there."""
    restore_roots()
    for kind in (File, InMemoryUploadedFile):
        monkeypatch.setattr(kind, "chunks", half_a_file)
    client.raise_request_exception = False
    client.force_login(make_admin())
    for address, field, file in (
        ("/cms/images/add/", "file", SimpleUploadedFile("a.png", PHOTOS["png"](1), "image/png")),
        ("/cms/images/multiple/add/", "files[]", SimpleUploadedFile("a.png", PHOTOS["png"](1), "image/png")),
        ("/cms/documents/add/", "file", SimpleUploadedFile("a.pdf", b"%PDF-1.7")),
        ("/cms/documents/multiple/add/", "files[]", SimpleUploadedFile("a.pdf", b"%PDF-1.7")),
    ):
        form = {field: file, "title": "Altanen", "collection": Collection.get_first_root_node().pk}
        response = client.post(address, form, headers={"X-Requested-With": "XMLHttpRequest"})
        assert (address, response.status_code) == (address, 507)
        assert "Disken på serveren er fuld" in response.content.decode()
    assert (Image.objects.count(), Document.objects.count()) == (0, 0)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


def half_a_file(self, chunk_size=None):
    yield b"half"
    raise OSError(errno.ENOSPC, "No space left on device")


def make_admin():
    person = make_person()
    person.is_superuser = True
    person.save()
    return person


def test_production_serves_files_too() -> None:
    """The address was only there where DEBUG is, and DEBUG is off here as in production."""
    assert not settings.DEBUG
    assert resolve("/media/images/x.png").func is media
