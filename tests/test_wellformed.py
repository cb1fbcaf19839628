"""The look at how pages are built sees what it is there for."""

import pytest
from django.http import HttpResponse, JsonResponse

from tests.wellformed import find_faults, find_faults_of

PAGE = '<!DOCTYPE html><html lang="da"><head><title>Lektion</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    "fault",
    [
        "<p>En <b>kop</p>",
        "<p><div>En kop</div></p>",
        "<div>En kop",
        "En kop</div>",
        "<div/>",
        "<ul><li>En</b></li></ul>",
        "<table><div>En kop</div></table>",
        "<form><form></form></form>",
        '<p id="en"></p><p id="en"></p>',
        '<p class="en" class="to"></p>',
        "<p>&kop;</p>",
        "<a href='#'>En <button>kop</button></a>",
        "<button>En <input name='kop'></button>",
        "<a href='#'>En <a href='#'>kop</a></a>",
        "<span><div>En kop</div></span>",
        "<h2><p>En kop</p></h2>",
        "<label><div>En kop</div></label>",
    ],
)
def test_fault_is_found(fault: str) -> None:
    assert find_faults(PAGE.format(fault))


@pytest.mark.parametrize(
    "right",
    [
        "<ul><li>En<li>To</ul>",
        "<a href='#'><div><p>En kop</p></div></a>",
        "<label>En <input name='kop'></label>",
        "<details><summary><h2>En</h2></summary><button>kop</button></details>",
        "<button><svg viewBox='0 0 1 1'><use href='#kop'/></svg></button>",
        "<p id='en'></p><p id='to'></p>",
        "<script>let a = '<p>';</script>",
    ],
)
def test_what_is_right_is_no_fault(right: str) -> None:
    assert find_faults(PAGE.format(right)) == []


def test_page_without_a_doctype_is_found() -> None:
    assert find_faults(PAGE.format("").removeprefix("<!DOCTYPE html>"))


def test_page_is_looked_at_once_for_each_build() -> None:
    """Asking every address for everybody brings the same few pages a hundred times."""
    page = '<p class="{}" id="{}">{}<b></p>'
    of = [HttpResponse(PAGE.format(page.format(*said))) for said in ("aax", "bay", "abx")]
    assert [bool(find_faults_of(response)) for response in of] == [True, False, True]
    assert find_faults_of(JsonResponse({})) == []
