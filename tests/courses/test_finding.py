"""The catalogue finds what people write: endings, spellings, half words, two in one. Nothing hidden."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from courses.domain.catalogue import Search
from courses.domain.finding.matching import near_stems, terms_of, understand
from courses.domain.finding.reading import read_page, read_unread
from courses.domain.finding.searching import Found, read_hits, search_catalogue
from courses.domain.finding.words import fold, stem, words_of
from courses.models import CatalogueIndexPage, LessonPage, PageText, StemPlace
from tests.factories.competences import make_area
from tests.factories.courses import make_course, make_lesson, make_module, question, text

LESSONS = {
    "Når relationen er svær": {
        "På lige fod": "Relationen begynder med, hvem der sidder hvor. Yusuf vil have døren åben.",
        "Den hun ringer til": "Tove har vagt om natten. Hun ringer til bostøtten, når hun ikke kan sove.",
        "Paa altanen": "Karin vil ikke op. Du sætter dig og venter.",
    },
    "Sundhed og medicin": {
        "Pillen på bordet": "Medicinen ligger på bordet. Spørg, hvad bivirkningerne gør ved hverdagen.",
        "Med til lægen": "Skriv tre spørgsmål ned sammen. Så er samtalen med lægen borgerens.",
        "Såret på foden": "Sår og hygiejne ser I på sammen med sygeplejersken.",
    },
    "Et liv med andre": {
        "Når mor ringer": "De pårørende ved noget, du ikke ved. Spørg Jonas, om hun må være med.",
        "Sofaen og salen": "Netværk er også naboen. Fællesspisning i beboerhuset er hver torsdag.",
        "Vejen til arbejde": "Jobcentret skriver et brev. Praktikken begynder på mandag.",
    },
}
# What somebody writes, and the lessons that have it.
TABLE = [
    ("relationer", {"På lige fod"}),
    ("RELATION", {"På lige fod"}),
    ("nattevagt", {"Den hun ringer til"}),
    ("nattevagter", {"Den hun ringer til"}),
    ("medisin", {"Pillen på bordet"}),
    ("medicn", {"Pillen på bordet"}),
    ("medicin", {"Pillen på bordet"}),
    ("mediciner", {"Pillen på bordet"}),
    ("medi", {"Pillen på bordet"}),
    ("bivirkning", {"Pillen på bordet"}),
    ("bivrikninger", {"Pillen på bordet"}),
    ("virkninger", {"Pillen på bordet"}),
    ("paaroerende", {"Når mor ringer"}),
    ("pårørendes", {"Når mor ringer"}),
    ("parorende", {"Når mor ringer"}),
    ("pårørrende", {"Når mor ringer"}),
    ("sår", {"Såret på foden"}),
    ("saar", {"Såret på foden"}),
    ("altan", {"Paa altanen"}),
    ("ned på lige fod", {"På lige fod"}),
    ("samtaler med læger", {"Med til lægen"}),
    ("lægesamtale", {"Med til lægen"}),
    ("spise", {"Sofaen og salen"}),
    ("fællesspisninger", {"Sofaen og salen"}),
    ("naboer", {"Sofaen og salen"}),
    ("jobcenter", {"Vejen til arbejde"}),
    ("jobcenteret brev", {"Vejen til arbejde"}),
    ("hygieine", {"Såret på foden"}),
    ("hvordan gør man med sår", {"Såret på foden"}),
    ("»Døren« & 'åben'", {"På lige fod"}),
    ("magt", set()),
    ("xyzæøå", set()),
]


@pytest.fixture
def lessons(catalogue: CatalogueIndexPage) -> dict[str, LessonPage]:
    made = {}
    for course, parts in LESSONS.items():
        module = make_module(make_course(course), "Del")
        for title, words in parts.items():
            made[title] = make_lesson(module, title, body=[text(words)])
    return made


def titles_of(found: Found) -> set[str]:
    ids = [pk for lessons in found.lessons.values() for pk in lessons]
    return set(LessonPage.objects.filter(pk__in=ids).values_list("title", flat=True))


@pytest.mark.usefixtures("lessons")
@pytest.mark.parametrize(("written", "expected"), TABLE)
def test_what_people_write_is_found(written: str, expected: set[str], catalogue: CatalogueIndexPage) -> None:
    found = search_catalogue(catalogue, written)
    assert titles_of(found) == expected
    assert bool(found.courses) == bool(expected)


@pytest.mark.usefixtures("lessons")
def test_words_of_one_course_are_found_on_several_of_its_pages(catalogue: CatalogueIndexPage) -> None:
    found = search_catalogue(catalogue, "medicin lægen")
    assert titles_of(found) == {"Pillen på bordet", "Med til lægen"}
    assert search_catalogue(catalogue, "medicin naboen").courses == ()


def test_the_lesson_is_named_with_its_sentence(
    lessons: dict[str, LessonPage], catalogue: CatalogueIndexPage, client: Client
) -> None:
    page = client.get(catalogue.url, {"q": "bivirkning"}).text
    assert f'href="{lessons["Pillen på bordet"].url}"' in page
    assert "Spørg, hvad <strong>bivirkningerne</strong> gør ved hverdagen." in page
    assert "Medicinen ligger" not in page


@pytest.mark.usefixtures("lessons")
def test_a_near_word_is_named(catalogue: CatalogueIndexPage, client: Client) -> None:
    assert (
        "»medisin« står ingen steder. Her er det, der er om »medicin"
        in client.get(catalogue.url, {"q": "medisin"}).text
    )
    assert "står ingen steder" not in client.get(catalogue.url, {"q": "medicin"}).text


@pytest.mark.usefixtures("lessons")
def test_nothing_found_offers_near_words_and_areas(catalogue: CatalogueIndexPage, client: Client) -> None:
    make_area(code="M", title="Målfokuseret")
    page = client.get(catalogue.url, {"q": "bevrknieg"}).text
    assert "Mente du:" in page
    assert "?q=bivirkning" in page
    assert "?omraade=M" in page


def test_a_sentence_is_words_and_no_markup(catalogue: CatalogueIndexPage, client: Client) -> None:
    module = make_module(make_course("Kursus"))
    make_lesson(module, "<b>Tit</b>el", body=[text("Fisk &lt;script&gt;alert(1)&lt;/script&gt; er godt.")])
    page = client.get(catalogue.url, {"q": "fisk"}).text
    assert "<strong>Fisk</strong> &lt;script&gt;alert(1)&lt;/script&gt; er godt." in page
    assert "&lt;b&gt;Tit&lt;/b&gt;el" in page
    assert "<script>alert" not in page


def test_what_comes_after_an_answer_is_not_found(catalogue: CatalogueIndexPage) -> None:
    made = make_lesson(make_module(make_course("Kursus")), "Lektion", body=[question("Hvem banker på?")])
    assert titles_of(search_catalogue(catalogue, "banker")) == {"Lektion"}
    assert titles_of(search_catalogue(catalogue, "Tilbagemelding")) == set()
    assert titles_of(search_catalogue(catalogue, "svar nummer")) == set()
    assert "Tilbagemelding" not in PageText.objects.get(page=made).text


class TestHidden:
    def words(self, catalogue: CatalogueIndexPage, written: str = "hemmelighed") -> tuple[Any, ...]:
        found = search_catalogue(catalogue, written)
        return found.courses, found.read_as, found.guesses

    @pytest.fixture
    def secret(self, catalogue: CatalogueIndexPage) -> LessonPage:
        return make_lesson(
            make_module(make_course("Kursus")), "Lektion", body=[text("Hemmeligheden står her.")]
        )

    def test_it_is_found_while_it_is_open(self, secret: LessonPage, catalogue: CatalogueIndexPage) -> None:
        assert len(search_catalogue(catalogue, "hemmelighed").courses) == 1

    @pytest.mark.parametrize("written", ["hemmelighed", "hemelighed", "hemm", "hemmlghd"])
    @pytest.mark.parametrize("level", [0, 1, 2])
    @pytest.mark.parametrize("how", ["unpublish", "restrict", "row"])
    def test_what_is_hidden_anywhere_above_is_not_even_guessed(
        self, how: str, level: int, written: str, secret: LessonPage, catalogue: CatalogueIndexPage
    ) -> None:
        page = [secret, secret.get_parent(), secret.get_parent().get_parent()][level].specific
        if how == "unpublish":
            page.unpublish()
        elif how == "restrict":
            PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        else:
            type(page).objects.filter(pk=page.pk).update(live=False)
        assert self.words(catalogue, written) == ((), (), ())

    def test_a_draft_is_not_read(self, secret: LessonPage, catalogue: CatalogueIndexPage) -> None:
        secret.title = "Kladden"
        secret.save_revision()
        read_page(secret)
        read_unread(timezone.now())
        assert search_catalogue(catalogue, "kladden").courses == ()

    def test_a_page_that_never_was_live_is_not_read(self, catalogue: CatalogueIndexPage) -> None:
        course = make_course("Kursus")
        draft = make_module(course).add_child(instance=LessonPage(title="Udkastet", live=False))
        draft.save_revision()
        read_page(draft)
        assert search_catalogue(catalogue, "udkastet").courses == ()

    def test_what_is_changed_is_found_by_its_new_words_alone(
        self, secret: LessonPage, catalogue: CatalogueIndexPage
    ) -> None:
        secret.body = secret.body.stream_block.to_python([text("Åbent for alle.")])
        secret.save_revision().publish()
        assert search_catalogue(catalogue, "hemmeligheden").courses == ()
        assert len(search_catalogue(catalogue, "åbent").courses) == 1

    def test_what_is_moved_goes_along(self, secret: LessonPage, catalogue: CatalogueIndexPage) -> None:
        other = make_course("Et andet kursus")
        secret.move(make_module(other), pos="last-child")
        assert search_catalogue(catalogue, "hemmeligheden").courses == (other.path,)

    def test_what_is_deleted_is_gone(self, secret: LessonPage, catalogue: CatalogueIndexPage) -> None:
        secret.delete()
        assert self.words(catalogue) == ((), (), ())
        assert not PageText.objects.filter(page=secret.pk).exists()


def test_pages_from_before_are_read_once(
    lessons: dict[str, LessonPage], catalogue: CatalogueIndexPage
) -> None:
    read = PageText.objects.count()
    StemPlace.objects.all().delete()
    PageText.objects.all().delete()
    assert search_catalogue(catalogue, "medicin").courses == ()
    assert read_unread(timezone.now()) == read
    assert read_unread(timezone.now()) == 0
    assert titles_of(search_catalogue(catalogue, "medicin")) == {"Pillen på bordet"}
    PageText.objects.update(rules=0)
    assert read_unread(timezone.now()) == read


def test_reading_a_page_twice_changes_nothing(lessons: dict[str, LessonPage]) -> None:
    before = list(StemPlace.objects.order_by("page", "stem").values_list("page", "stem__text", "weight"))
    for lesson in lessons.values():
        read_page(lesson)
    after = StemPlace.objects.order_by("page", "stem").values_list("page", "stem__text", "weight")
    assert list(after) == before


@pytest.mark.parametrize("written", ["medicin", "medisin", "nattevagt", "findesikke"])
def test_more_pages_cost_no_more_queries(written: str, catalogue: CatalogueIndexPage, client: Client) -> None:
    def count() -> int:
        # What everybody sees alike is read anew once after a change.
        client.get(catalogue.url, {"q": written})
        with CaptureQueriesContext(connection) as asked:
            assert client.get(catalogue.url, {"q": written}).status_code == 200
        return len(asked)

    def add() -> None:
        module = make_module(make_course())
        make_lesson(module, body=[text("Medicin og vagt om natten.")])

    add()
    few = count()
    for _ in range(5):
        add()
    assert count() == few


@given(st.text(max_size=80))
def test_any_words_are_understood(written: str) -> None:
    vocabulary = {"medicin": "medicinen", "nat": "natten", "vag": "vagt", "sår": "sår"}
    for word in terms_of(written):
        for meaning in understand(word, vocabulary).meanings:
            assert meaning.stems <= vocabulary.keys()
        assert set(near_stems(word, vocabulary)) <= vocabulary.keys()


def test_a_paragraph_is_one_line_whatever_lines_it_was_typed_in(catalogue: CatalogueIndexPage) -> None:
    words = "Skriv det ned<br/>sammen,\n  så er\nmedicinen hans.</p><p>Så går I."
    lesson = make_lesson(make_module(make_course("Kursus")), body=[text(words)])
    assert PageText.objects.get(page=lesson).text == "Skriv det ned\nsammen, så er medicinen hans.\nSå går I."
    assert near_stems("stof", {"stod": "stod"}) == []


@given(st.text("abdeåæøk", min_size=5, max_size=12), st.integers(0, 11), st.sampled_from("xzq"))
def test_a_slip_of_one_letter_is_near(word: str, at: int, wrong: str) -> None:
    at = 1 + at % (len(word) - 1)
    known = {word: word}
    written = word[:at] + wrong + word[at + 1 :]
    if stem(written) == written and stem(word) == word and fold(word) == word:
        assert near_stems(written, known) == [word]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pårørende", "paaroerende"),
        ("SØVN", "soevn"),
        ("idé", "ide"),
        ("medi\u00adcin", "medicin"),
        ("bjørn", "björn"),
    ],
)
def test_spellings_are_one(one: str, other: str) -> None:
    assert list(words_of(one)) == list(words_of(other))


def test_a_long_sentence_is_cut_around_what_was_meant(catalogue: CatalogueIndexPage) -> None:
    module = make_module(make_course("Kursus"))
    words = f"{'ord ' * 100}medicin{' og mere' * 100}"
    lesson = make_lesson(module, body=[text(words)])
    found = search_catalogue(catalogue, "medicin")
    sentence = "".join(piece for piece, _meant in read_hits([lesson.pk], found.terms)[lesson.pk].sentence)
    assert re.fullmatch(r"… ord .*medicin.* …", sentence)
    assert len(sentence) < 220


def test_filters_narrow_what_was_found(catalogue: CatalogueIndexPage, client: Client) -> None:
    make_course("Medicin på nettet", form="online")
    make_course("Medicin sammen", form="attended")
    page = client.get(catalogue.url, {"q": "medicin", "form": "attended"}).text
    assert "Medicin sammen" in page
    assert "Medicin på nettet" not in page
    assert Search().words == ""
