"""Pictures and files that cannot be taken in refuse the folder, and leave nothing behind."""

import os

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from wagtail.images.tests.utils import get_test_image_file

from tests.courses.exchange.files import write_course
from tests.courses.exchange.test_refused import TEA, problems_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_link_to_a_file_outside_is_not_followed(catalogue, tmp_path) -> None:
    (tmp_path / "hemmeligt.txt").write_text("Kære du")
    fence = "~~~download\ntitle: x\nfile: brev.txt\n~~~"
    root = write_course(tmp_path, (TEA, "Sæt vand over.", fence))
    (root / "media").mkdir()
    os.symlink(tmp_path / "hemmeligt.txt", root / "media" / "brev.txt")
    assert any("there is no file “brev.txt”" in problem for problem in problems_of(root))


def test_what_is_no_picture_is_refused_and_its_neighbour_not_kept(catalogue, tmp_path) -> None:
    fences = "~~~image\nfile: god.png\nalt: En kop\n~~~\n\n~~~image\nfile: slem.png\nalt: En kop\n~~~"
    root = write_course(tmp_path, (TEA, "Sæt vand over.", fences))
    (root / "media").mkdir()
    (root / "media" / "god.png").write_bytes(get_test_image_file("god.png").file.getvalue())
    (root / "media" / "slem.png").write_bytes(b"<svg onload=alert(1)>")
    assert any("“slem.png” is no picture that can be used" in problem for problem in problems_of(root))
    assert not default_storage.exists("original_images/god.png")


def test_picture_needs_words(catalogue, tmp_path) -> None:
    root = write_course(tmp_path, (TEA, "Sæt vand over.", "~~~image\nfile: god.png\n~~~"))
    (root / "media").mkdir()
    (root / "media" / "god.png").write_bytes(get_test_image_file("god.png").file.getvalue())
    (found,) = problems_of(root)
    assert found.startswith(f"aftenvagt/{TEA}:")
    assert "“alt”" in found
