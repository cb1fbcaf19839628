"""What a token says, what a version's manifest holds, and what is known of the usual kinds."""

import pytest
from django.utils import translation

from assessments.h5p.domain.play import evaluates_strings, find_file, open_version
from assessments.h5p.domain.tokens import Play, TokenRefused, make_token, read_token
from assessments.h5p.kinds import Keyboard, content_kind, content_kinds
from tests.factories.h5p import make_content, make_library


def test_a_token_gives_back_what_it_was_made_of():
    for play in (Play(1, 2, 3), Play(1, 2, None)):
        assert read_token(make_token(play)) == play


@pytest.mark.parametrize("token", ["", "x", ":", "WzEsMiwzXQ:x", "é", "\x00"])
def test_what_we_did_not_sign_is_no_token(token):
    with pytest.raises(TokenRefused):
        read_token(token)


@pytest.mark.django_db
def test_the_manifest_calls_files_as_the_player_does():
    helper = make_library("H5P.Helper", (1, 2, 30), files={"a.js": b"12345"})
    content = make_content(make_library(), libraries=(helper,), files={"images/a.png": b"1"})
    version = content.current
    folder_id = open_version(version.pk)
    assert folder_id == version.folder_id
    found = find_file(version.pk, folder_id, "H5P.Helper-1.2/a.js")
    assert (found.path, found.size) == ("libraries/H5P.Helper-1.2.30/a.js", 5)
    assert find_file(version.pk, folder_id, "content/images/a.png").path == f"{version.folder}/images/a.png"
    for path in ("H5P.Helper-1.2.30/a.js", "images/a.png", "content/images", ""):
        assert find_file(version.pk, folder_id, path) is None


@pytest.mark.django_db
def test_a_library_that_makes_code_of_strings_is_known():
    assert not evaluates_strings(make_content().current)
    content = make_content(
        make_library("H5P.Other", (1, 0, 0)), libraries=(make_library("EmbeddedJS", (1, 0, 0)),)
    )
    assert evaluates_strings(content.current)


def test_every_kind_has_a_name_in_both_languages():
    kinds = content_kinds()
    assert len(kinds) >= 40
    for kind in kinds.values():
        assert set(kind.names) == {"da", "en"}, kind.machine_name
        assert set(kind.notes) in ({"da", "en"}, set()), kind.machine_name


def test_a_kind_speaks_the_persons_language():
    kind = content_kind("H5P.MultiChoice")
    assert kind.keyboard == Keyboard.YES
    with translation.override("en"):
        assert kind.name == "Multiple choice"
    with translation.override("da"):
        assert kind.name != "Multiple choice"
    assert content_kind("H5P.Unknown") is None
