"""Pages as people set them: text at twice the size, the reader's own colours, on paper."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.wellformed import find_faults

ROLES = {
    "anonymous": ["/", "/kurser/", "/recoveryskole/", "/konto/login/", "/bevis/", "/was/"],
    "assistent@example.org": ["/min-laering/", "/min-laering/kompetencer/", "/min-laering/alt/", "/konto/"],
    "leder@example.org": ["/rapporter/", "/min-laering/"],
    "peer@example.org": ["/vaerksted/", "/vaerksted/ny/"],
    "fagperson@example.org": ["/min-laering/"],
}
# Not ours to lay out, no page, or the end of the visit.
LEFT_OUT = (
    "/cms/",
    "/dokumenter/",
    "/media/",
    "/static/",
    "/konto/logout",
    "/i18n/",
    "/h5p",
    "/en/",
    "/praksis/papirer/fil/",
)
# What a browser stores instead of showing.
FILES = (".ics", ".atom", ".pdf", ".json", ".jwt", ".csv", ".xlsx", "/csv/", "/json/", "/xlsx/")
PER_KIND = 2
MOST_PAGES = 45
# Not the page's scrollWidth: the body clips what is too wide, and then it cannot even be scrolled to.
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    document.querySelectorAll('details').forEach((one) => { one.open = true; });
    const style = (one) => getComputedStyle(one);
    const isHeld = (one) => one !== document.body && one !== null
        && (style(one).overflowX !== 'visible' || isHeld(one.parentElement));
    const sticksOut = (one) => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && box.right > wide + 1 && one.checkVisibility({ visibilityProperty: true });
    };
    const words = (one) => one.textContent.trim().slice(0, 40);
    return [...document.body.querySelectorAll('*')]
        .filter((one) => sticksOut(one) && !isHeld(one.parentElement))
        .map((one) => `${one.tagName.toLowerCase()}.${one.className.baseVal ?? one.className}: `
            + `${Math.round(one.getBoundingClientRect().right)} ${words(one)}`)
        .slice(-4);
}"""


def kind_of(path: str) -> tuple[str, int]:
    """Addresses of one kind are laid out alike: a view, or pages of one depth in one part of the tree."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return path, 0
    return (name, 0) if name != "wagtail_serve" else (path.split("/")[1], path.count("/"))


def crawl(page: Page, home: str, starts: list[str]):
    """Every kind of page that can be reached from these, a few of each, well-formed as they come."""
    waiting, seen, kinds = list(starts), set(starts), Counter()
    while waiting and sum(kinds.values()) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kinds[kind] >= PER_KIND:
            continue
        response = page.goto(home + path)
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        kinds[kind] += 1
        assert find_faults(response.text()) == [], path
        yield path
        for href in page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            address = urlsplit(href)
            found = address.path
            is_page = href.startswith(home) and not found.startswith(LEFT_OUT) and not found.endswith(FILES)
            if is_page and found not in seen:
                seen.add(found)
                waiting.append(found)


@pytest.mark.parametrize("who", ROLES)
def test_text_at_twice_the_size_scrolls_no_page_sideways(page_at, town, sign_in, who):
    page = page_at(360)
    if who != "anonymous":
        sign_in(page, who)
    # The reader's own setting: the root's size follows it, and all of ours follow the root's.
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    too_wide = {}
    paths = []
    for path in crawl(page, town.url, ROLES[who]):
        paths.append(path)
        if not too_wide:
            size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
            assert size == pytest.approx(20), "text is twice the usual 10 pixels"
        if found := page.evaluate(TOO_WIDE):
            too_wide[path] = found
    assert too_wide == {}
    assert len(paths) >= len(ROLES[who])


# Of text in a drawing, of lines and the word mark: their colour against the page's ground, as WCAG counts it.
UNREADABLE = """() => {
    const parts = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const weights = [0.2126, 0.7152, 0.0722];
    const light = (colour) => parts(colour).reduce((sum, part, at) => sum + part * weights[at], 0);
    const ground = document.createElement('i');
    ground.style.color = 'Canvas';
    document.body.append(ground);
    const page = light(getComputedStyle(ground).color);
    const contrast = (colour) => {
        const [less, more] = [page, light(colour)].sort((one, other) => one - other);
        return (more + 0.05) / (less + 0.05);
    };
    const drawn = [['svg text', 'fill'], ['.ls-chart__line', 'stroke'], ['.ls-level__post', 'stroke'],
        ['.ls-level__step', 'stroke']].flatMap(([which, colour]) => [...document.querySelectorAll(which)]
        .map((one) => [`${which} ${one.textContent.trim()}`, getComputedStyle(one)[colour]]));
    const word = document.querySelector('.logo span');
    const seen = word && word.getBoundingClientRect().width > 60 ? [] : ['the word mark has no words'];
    const mark = word ? [['the word mark', getComputedStyle(word).color]] : [];
    return [...seen, ...[...drawn, ...mark]
        .filter(([, colour]) => contrast(colour) < 4.5).map(([what, colour]) => `${what}: ${colour}`)];
}"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [360, 1280])
def test_forced_colours_leave_labels_and_the_word_mark_readable(page_at, town, sign_in, scheme, width):
    page = page_at(width)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    sign_in(page, "leder@example.org")
    for path in ("/", "/rapporter/", "/min-laering/kompetencer/"):
        page.goto(town.url + path)
        assert page.evaluate(UNREADABLE) == [], path
    calm = page.locator("form[action$='/rolig/'] button:visible")
    if calm.count():
        calm.first.click()
        page.goto(town.url + "/min-laering/")
        assert page.evaluate(UNREADABLE) == []


# What stands between a chart and its heading: each must hold on to what follows, and the chart to itself.
CHARTS = "main figure, main .ls-share, main .ls-figures"
TORN_APART = """(charts) => [...document.querySelectorAll(charts)].flatMap((chart) => {
    const torn = getComputedStyle(chart).breakInside === 'avoid' ? [] : [`${chart.className} may break`];
    for (let one = chart.previousElementSibling; one; one = one.previousElementSibling) {
        if (getComputedStyle(one).breakAfter !== 'avoid') torn.push(`${one.tagName} may be left behind`);
        if (/^H[1-3]$/.test(one.tagName)) return torn;
    }
    return [];
})"""


def test_on_paper_a_chart_stays_with_its_heading(page_at, town, sign_in):
    page = page_at(1280)
    sign_in(page, "leder@example.org")
    page.goto(f"{town.url}/rapporter/")
    page.emulate_media(media="print")
    assert page.locator("main figure").count() >= 1
    assert page.evaluate(TORN_APART, CHARTS) == []
