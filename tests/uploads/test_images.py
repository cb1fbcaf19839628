"""Pictures are clean whichever way they come into the CMS, and those that lie there already become so."""

from io import BytesIO
from pathlib import Path

import PIL.Image
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from wagtail.images.models import Image
from wagtail.models import Collection

from tests.factories.accounts import make_person
from tests.factories.photos import PHOTOS, jpeg, says
from uploads.domain.storage import WholeFileStorage

pytestmark = pytest.mark.django_db
ENDINGS = ("jpg", "png", "webp", "gif", "avif")


def stored(image: Image) -> bytes:
    with image.file.open() as source:
        return source.read()


@pytest.fixture
def admin(client: Client) -> Client:
    person = make_person()
    person.is_superuser = True
    person.save()
    client.force_login(person)
    return client


def upload(client: Client, address: str, field: str, ending: str = "jpg") -> Image:
    photo = SimpleUploadedFile(f"Fru Hansen.{ending}", PHOTOS[ending](6), f"image/{ending}")
    form = {field: photo, "title": "Altanen", "collection": Collection.get_first_root_node().pk}
    response = client.post(address, form, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code in {200, 302}
    return Image.objects.get()


def assert_is_clean(image: Image) -> None:
    data = stored(image)
    assert says(data) == []
    assert image.file_size == len(data)
    assert image.file_hash == _sum(image)
    with image.get_rendition("width-20").file.open() as source:
        assert says(source.read()) == []
    with PIL.Image.open(BytesIO(data)) as seen:
        assert (image.width, image.height) == seen.size


def _sum(image: Image) -> str:
    image.file_hash = ""
    return image.get_file_hash()


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {"gif"}))
def test_upload_is_clean(admin: Client, ending: str) -> None:
    assert_is_clean(upload(admin, "/cms/images/add/", "file", ending))


@pytest.mark.parametrize(
    ("address", "field"),
    [("/cms/images/multiple/add/", "files[]"), ("/cms/images/chooser/create/", "image-chooser-upload-file")],
)
def test_other_ways_in_are_clean(admin: Client, address: str, field: str) -> None:
    photo = SimpleUploadedFile("Fru Hansen.jpg", jpeg(6), "image/jpeg")
    form = {
        field: photo,
        "title": "Altanen",
        "image-chooser-upload-title": "Altanen",
        "collection": Collection.get_first_root_node().pk,
        "image-chooser-upload-collection": Collection.get_first_root_node().pk,
    }
    assert admin.post(address, form, headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 200
    assert_is_clean(Image.objects.get())


def test_replaced_file_is_clean(admin: Client) -> None:
    image = upload(admin, "/cms/images/add/", "file", "png")
    before = image.file.name
    upload(admin, f"/cms/images/{image.pk}/", "file", "jpg")
    image.refresh_from_db()
    assert image.file.name != before
    assert_is_clean(image)


def test_what_lies_there_becomes_clean_once(capsys: pytest.CaptureFixture[str]) -> None:
    image = Image(title="Altanen", file=ContentFile(jpeg(6), name="a.jpg"))
    image.save()
    # As it was before: past the door.
    name = image.file.name
    image.file.storage.delete(name)
    WholeFileStorage.save(image.file.storage, name, ContentFile(b""))
    lies = next(path for path in _files(image) if path.stat().st_size == 0)
    lies.write_bytes(jpeg(6))
    Image.objects.filter(pk=image.pk).update(file=f"original_images/{lies.name}")
    for said in ("1 pictures", "0 pictures"):
        call_command("clean_pictures")
        assert said in capsys.readouterr().out
    assert_is_clean(Image.objects.get())


def _files(image: Image) -> list:
    return list(Path(image.file.storage.location).rglob("*.jpg"))
