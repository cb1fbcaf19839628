"""A picture tells nothing besides what it shows."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps
from wagtail.images.utils import get_allowed_image_extensions

from tests.factories.photos import PHOTOS, SECRET, jpeg, moving_webp, says
from uploads.domain.pictures import UnreadablePicture, clean_picture


def cleaned(data: bytes) -> bytes:
    out = clean_picture(BytesIO(data))
    return data if out is None else out


def shown(data: bytes, frame: int = 0) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.seek(frame)
        return ImageOps.exif_transpose(image.convert("RGB") if image.mode != "CMYK" else image).convert("RGB")


def test_every_admitted_format_is_tried() -> None:
    assert set(get_allowed_image_extensions()) <= set(PHOTOS)


@pytest.mark.parametrize("ending", PHOTOS)
def test_photo_loses_place_time_camera_names_and_words(ending: str) -> None:
    photo = PHOTOS[ending](1)
    assert says(photo)
    assert says(cleaned(photo)) == []


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", PHOTOS)
def test_photo_is_shown_as_it_was(ending: str, orientation: int) -> None:
    photo = PHOTOS[ending](orientation)
    before, after = shown(photo), shown(cleaned(photo))
    assert before.size == after.size
    difference = ImageChops.difference(before, after).getextrema()
    # Only AVIF is packed anew, and packs with losses.
    assert max(most for _least, most in difference) <= (24 if ending == "avif" else 0)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("ending", PHOTOS)
def test_clean_picture_stays_byte_for_byte(ending: str, orientation: int) -> None:
    assert clean_picture(BytesIO(cleaned(PHOTOS[ending](orientation)))) is None


@pytest.mark.parametrize("ending", sorted(set(PHOTOS) - {"gif"}))
def test_colours_are_understood_as_before(ending: str) -> None:
    with (
        Image.open(BytesIO(PHOTOS[ending](1))) as before,
        Image.open(BytesIO(cleaned(PHOTOS[ending](1)))) as after,
    ):
        assert after.info["icc_profile"] == before.info["icc_profile"]


def test_printers_colours_stay() -> None:
    photo = jpeg(mode="CMYK")
    assert shown(photo).tobytes() == shown(cleaned(photo)).tobytes()


@pytest.mark.parametrize("photo", [moving_webp(), PHOTOS["gif"](1)], ids=["webp", "gif"])
def test_moving_picture_moves(photo: bytes) -> None:
    clean = cleaned(photo)
    with Image.open(BytesIO(photo)) as before, Image.open(BytesIO(clean)) as after:
        assert after.n_frames == before.n_frames == 2
        assert after.info["loop"] == before.info["loop"]
    assert shown(photo, 1).tobytes() == shown(clean, 1).tobytes()
    assert says(clean) == []


def test_no_picture_is_left_alone() -> None:
    assert [
        clean_picture(BytesIO(data)) for data in (b"", b"%PDF-1.7 " + SECRET, b"RIFF....WAVE", b"\xff")
    ] == [None] * 4


def test_avif_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnreadablePicture):
        clean_picture(BytesIO(PHOTOS["avif"](1)[:60]))


NOT_PACKED_ANEW = st.sampled_from(["jpg", "jpeg", "png", "webp", "gif"])


@settings(max_examples=200, deadline=None)
@given(NOT_PACKED_ANEW, st.integers(0, 4000))
def test_picture_cut_short_tells_nothing_either(ending: str, at: int) -> None:
    assert SECRET not in cleaned(PHOTOS[ending](1)[:at])


@settings(max_examples=200, deadline=None)
@given(NOT_PACKED_ANEW, st.integers(12, 2000), st.binary(min_size=1, max_size=12))
def test_broken_picture_breaks_nothing(ending: str, at: int, junk: bytes) -> None:
    photo = PHOTOS[ending](1)
    broken = photo[:at] + junk + photo[at + len(junk) :]
    assert len(cleaned(broken)) <= len(broken) + 64
