"""What is asked about because it could tell who a citizen is, and what is not."""

import pytest

from assessments.practice.domain.observation.naming import find_hints, without_names


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Hun hedder 010190-1234", "cpr"),
        ("0101901234", "cpr"),
        ("Ring på 20 30 40 50", "phone"),
        ("Ring 20304050.", "phone"),
        ("+45 2030 4050", "phone"),
        ("Vi sad med borger J", "name"),
        ("Vi sad med borgeren Jens ved åen", "name"),
        ("Borger Åse smilede", "name"),
    ],
)
def test_asked_about(text, hint):
    assert find_hints(["", text]) == [hint]


@pytest.mark.parametrize(
    "text",
    [
        *("Vi sad med en borger.", "Jeg så en borger. Lone ventede.", "borgeren sagde ja", "2026-11-22"),
        *("kl. 12.30-14.00", "123456789", "Medborger Jens"),
    ],
)
def test_not_asked_about(text):
    assert find_hints([text]) == []


def test_a_name_is_mended_and_the_rest_stays():
    assert without_names("Vi sad med borger J. Lone ventede på en borger Kim.") == (
        "Vi sad med en borger. Lone ventede på en borger."
    )
