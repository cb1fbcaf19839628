"""What lies there from before pictures were made clean at the door, and the signatures that stand on it."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from wagtail.images.models import Image
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from assessments.h5p.domain.play import find_file
from assessments.h5p.models import ContentVersion
from courses.models import Signature
from courses.models.shown import fingerprint
from tests.factories.courses import make_course, make_lesson, make_module, make_person, sign_lesson
from tests.factories.h5p import h5p_block, make_content
from tests.factories.photos import jpeg, png, says

pytestmark = pytest.mark.django_db


def lay_past_the_door(name: str, data: bytes) -> None:
    path = Path(default_storage.location) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def clean(capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("clean_pictures")
    return capsys.readouterr().out


@pytest.fixture
def run(capsys, django_capture_on_commit_callbacks):
    return lambda: clean(capsys, django_capture_on_commit_callbacks)


def test_avatars_become_clean(run):
    lay_past_the_door("avatar_images/a.jpg", jpeg(6))
    profile = UserProfile.objects.create(user=make_person(), avatar="avatar_images/a.jpg")
    assert "1 pictures of people" in run()
    profile.refresh_from_db()
    with profile.avatar.open() as file:
        assert says(file.read()) == []
    assert not default_storage.exists("avatar_images/a.jpg")
    assert "0 pictures of people" in run()


def test_pictures_in_h5p_content_become_clean(run):
    files = {"images/a.jpg": jpeg(6), "images/b.png": png(), "images/c.txt": b"GPS", "d.tif": b"II*\x00no"}
    content = make_content(files=files)
    old = content.current
    # A newer version with other libraries may lie in the same folder.
    shares = ContentVersion.objects.create(
        content=content,
        number=2,
        main_library=old.main_library,
        params={},
        metadata={},
        files=old.files,
        folder_id=old.folder_id,
    )
    kept = find_file(old.pk, old.folder_id, "content/images/a.jpg")
    assert "2 in H5P activities" in run()
    old_folder = old.folder
    for version in (old, shares):
        version.refresh_from_db()
        assert set(version.files) == {"content.json", *files}
        for path, size in version.files.items():
            with storages["h5p"].open(f"{version.folder}/{path}") as file:
                data = file.read()
            assert len(data) == size
            assert path not in ("images/a.jpg", "images/b.png") or says(data) == []
    assert old.folder_id == shares.folder_id
    assert not storages["h5p"].exists(f"{old_folder}/content.json")
    # A worker that knew the old files does not give their length to the new ones.
    found = find_file(old.pk, old.folder_id, "content/images/a.jpg")
    assert (found.size, found.path) == (old.files["images/a.jpg"], f"{old.folder}/images/a.jpg")
    assert found.path != kept.path
    assert "0 in H5P activities" in run()


def test_clean_content_stays_where_it_is(run):
    version = make_content(files={"a.txt": b"Hej"}).current
    folder = version.folder_id
    run()
    version.refresh_from_db()
    assert version.folder_id == folder


@pytest.mark.parametrize("kind", ["picture", "activity"])
def test_signatures_stand_though_bytes_change(run, kind):
    if kind == "picture":
        image = Image.objects.create(title="Bro", file=ContentFile(png(), "a.png"), width=40, height=24)
        lay_past_the_door(image.file.name, jpeg(6))
        body = [{"type": "image", "value": {"image": image.pk, "alt_text": "Bro", "decorative": False}}]
    else:
        content = make_content(files={"a.jpg": jpeg(6)})
        body = [h5p_block(content, version=content.current_id)]
    lesson = make_lesson(make_module(make_course()), body=body)
    sign_lesson(lesson)
    revision = lesson.live_revision
    before = fingerprint(revision)
    states = TaskState.objects.filter(revision=revision).order_by("pk")
    for state, stood_on in zip(states, (before, "something else"), strict=True):
        Signature.objects.create(task_state=state, fingerprint=stood_on)
    run()
    after = fingerprint(revision)
    assert after != before
    assert list(Signature.objects.order_by("pk").values_list("fingerprint", flat=True)) == [
        after,
        "something else",
    ]
