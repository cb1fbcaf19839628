"""Each block of a lesson: what it shows, what it refuses, and its preview in the CMS."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.blocks import StreamBlockValidationError
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageBlock
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from courses.blocks import LessonBodyBlock
from courses.models import LessonPage

BODY = LessonPage._meta.get_field("body").stream_block


def render(kind, value):
    block = BODY.child_blocks[kind]
    return block.render(block.to_python(value))


def make_document(name):
    return Document.objects.create(title=name, file=ContentFile(b"data", name=name))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("heading", "To slags mål", "<h2>To slags mål</h2>"),
        ("heading", "<script>", "<h2>&lt;script&gt;</h2>"),
        ("text", "<p>Spørg <b>én</b> gang.</p>", "<p>Spørg <b>én</b> gang.</p>"),
        ("scene", {"heading": "Karin", "text": "<p>Altanen</p>"}, 'class="ls-scene"'),
        ("remember", "Spørg først.", "Spørg først."),
        ("callout", {"kind": "care", "heading": "I tvivl", "text": "<p>Ring</p>"}, "alert-warning"),
        ("callout", {"kind": "tip", "heading": "Et råd", "text": "<p>Vent</p>"}, "alert-info"),
    ],
)
def test_block_shows_its_words(kind, value, expected):
    assert expected in render(kind, value)


@pytest.mark.django_db
def test_picture_says_the_same_to_those_who_cannot_see_it():
    image = Image.objects.create(title="x", file=get_test_image_file())
    html = render("image", {"image": image.pk, "alt_text": "En altan med potter", "decorative": False})
    assert 'alt="En altan med potter"' in html


@pytest.mark.django_db
def test_film_of_ones_own_has_captions_and_a_transcript():
    film, captions = make_document("film.mp4"), make_document("film.vtt")
    html = render(
        "video",
        {
            "title": "Ida spørger",
            "minutes": 2,
            "file": film.pk,
            "captions": captions.pk,
            "link": "",
            "transcript": "<p>Åen, måske.</p>",
        },
    )
    assert f'<source src="{film.url}"' in html
    assert f'<track kind="captions" src="{captions.url}"' in html
    assert "Åen, måske." in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "is_refused"),
    [
        ({"link": "https://example.org/film", "link_has_captions": True}, False),
        ({"link": "https://example.org/film", "link_has_captions": False}, True),
        ({}, True),
        ({"file": "film.mp4"}, True),
        ({"file": "film.mp4", "captions": "film.vtt"}, False),
        ({"file": "film.mp4", "captions": "film.txt"}, True),
        ({"file": "film.avi", "captions": "film.vtt"}, True),
        ({"file": "film.mp4", "captions": "film.vtt", "link": "https://example.org/film"}, True),
    ],
)
def test_film_needs_one_source_with_captions(change, is_refused):
    block = BODY.child_blocks["video"]
    value = {"title": "Film", "transcript": "<p>Ord</p>", "link": "", "link_has_captions": False} | change
    for name in ("file", "captions"):
        value[name] = make_document(value[name]).pk if name in value else None
    cleaned = block.to_python(value)
    if is_refused:
        with pytest.raises(ValidationError):
            block.clean(cleaned)
    else:
        block.clean(cleaned)


@pytest.mark.django_db
def test_file_to_download_has_a_name_and_a_kind():
    document = make_document("skema.pdf")
    html = render("download", {"title": "Et skema", "file": document.pk})
    assert f'href="{document.url}"' in html
    assert "PDF" in html


@pytest.mark.parametrize(
    ("right", "several", "is_refused"),
    [((), False, True), ((0,), False, False), ((0, 1), False, True), ((0, 1), True, False)],
)
def test_question_needs_right_answers_that_can_be_chosen(right, several, is_refused):
    block = BODY.child_blocks["multiple_choice"]
    value = block.to_python(
        {
            "question": "Hvad gør du?",
            "context": "",
            "several": several,
            "answers": [
                {"text": f"Svar {number}", "is_right": number in right, "feedback": "Fordi."}
                for number in range(3)
            ],
        }
    )
    if is_refused:
        with pytest.raises((ValidationError, StreamBlockValidationError)):
            block.clean(value)
    else:
        block.clean(value)


def test_question_by_itself_gives_no_key_away():
    block = BODY.child_blocks["multiple_choice"]
    html = block.render(block.get_preview_value())
    assert "Jeg spørger til natten." in html
    assert "Det kan virke hårdt." not in html


@pytest.mark.parametrize("kind", list(LessonBodyBlock().child_blocks))
def test_block_has_icon_description_and_a_preview(client, admin_user, kind):
    block = BODY.child_blocks[kind]
    assert block.meta.icon != "placeholder"
    assert str(block.meta.description)
    assert block.is_previewable
    client.force_login(admin_user)
    response = client.get("/cms/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    assert "css/lesson.css" in response.text
    assert isinstance(block, ImageBlock) or "ls-text" in response.text
