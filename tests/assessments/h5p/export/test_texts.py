import pytest

from assessments.h5p.domain.export.texts import plain, rich
from tests.factories.courses import make_course


def test_plain_text_is_one_escaped_line() -> None:
    assert plain("  Ja & <nej>\n\n igen ") == "Ja &amp; &lt;nej&gt; igen"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "written"),
    [
        (
            '<p data-block-key="x"><b>Fedt</b> og <i>skævt</i>.</p>',
            "<p><strong>Fedt</strong> og <em>skævt</em>.</p>",
        ),
        ("<ul><li>en</li></ul><ol><li>to<br/>tre</li></ol>",) * 2,
        ('<p><a href="https://example.org/?a=1&amp;b=2">ud</a></p>',) * 2,
        ('<p onclick="x()">a &lt;b&gt; <span style="x">c</span></p>', "<p>a &lt;b&gt; c</p>"),
        ('<p><a linktype="page" id="999999">væk</a></p>', "<p>væk</p>"),
    ],
)
def test_rich_text_keeps_only_what_h5p_admits(stored: str, written: str) -> None:
    assert rich(stored) == written


@pytest.mark.django_db
def test_links_to_us_are_whole_addresses(settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://laer.example.dk"
    course = make_course("Kurset", slug="kurset")
    assert rich(f'<p><a linktype="page" id="{course.pk}">kurset</a></p>') == (
        '<p><a href="https://laer.example.dk/kurser/kurset/">kurset</a></p>'
    )
