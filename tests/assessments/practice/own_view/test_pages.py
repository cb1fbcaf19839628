"""The pages of one's own view: a requirement at a time, nothing shown before it is answered, nothing lost."""

import datetime as dt
import re
from html import unescape

import pytest
from django.urls import reverse

from assessments.ledger.enums import EvidenceKind
from assessments.practice.domain import examples
from assessments.practice.domain.examples import Example
from assessments.practice.domain.own_view import end_assessment, start_assessment
from assessments.practice.domain.own_view_reads import read_own_view
from assessments.practice.domain.own_view_rounds import close_round
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, SelfAssessment, SharedOwnView
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.factories.practice_own_view import make_assessment, make_round, say

OVERVIEW = "/min-laering/egen-vurdering/"
END = f"{OVERVIEW}afslut/"


@pytest.fixture
def lone(client, town):
    client.force_login(town.lone, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def _examples(monkeypatch):
    told = {"M.1": {level: Example(f"Eksempel {level}", is_signed=False) for level in range(5)}}
    monkeypatch.setattr("assessments.practice.domain.own_view_reads.read_examples", lambda: told)


def main(response) -> str:
    page = response.content.decode()
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


def test_from_beginning_to_end(lone, town):
    assert "Vurdér dig selv, når du vil" in main(lone.get(OVERVIEW))
    begun = lone.post(OVERVIEW, {"act": "begin"})
    assert (begun.status_code, begun.url) == (303, f"{OVERVIEW}M.1/")
    question = main(lone.get(begun.url))
    assert "Krav 1 af 3" in question
    assert "Eksempel 3" in question
    answered = lone.post(begun.url, {"level": "2", "wants_more": "on", "comment": " Med Bo. "})
    assert (answered.status_code, answered.url) == (303, f"{OVERVIEW}M.1/")
    page = main(lone.get(answered.url))
    assert "Du siger Trin 2 Kan det med støtte" in page
    assert "Jobbet kræver Trin 3 Kan det selv" in page
    assert "Bekræftet Det ved vi ikke endnu." in page
    assert "Dit svar tæller til jeres samtale. Det tæller ikke til dit trin." in page
    assert "Med Bo." in page
    lone.post(f"{OVERVIEW}M.2/", {"level": "ikke"})
    lone.post(f"{OVERVIEW}M.3/", {"level": "0"})
    assert "3 af 3 krav er gemt" in main(lone.get(OVERVIEW))
    assert lone.post(END).status_code == 303
    assessment = SelfAssessment.objects.get()
    assert assessment.ended_at is not None
    assert dict(OwnAnswer.objects.values_list("competence__code", "level")) == {
        "M.1": 2,
        "M.2": None,
        "M.3": 0,
    }


@pytest.mark.parametrize("kind", [RoundKind.BASELINE, RoundKind.AFTER])
def test_the_required_level_is_on_no_page_before_the_answer(lone, town, kind):
    make_job_requirement(make_requirement(town.goals.parent, "M.4", title="Det fjerde"), 4)
    make_assessment(town.lone, make_round(town.unit, kind))
    for address in (OVERVIEW, f"{OVERVIEW}M.4/"):
        page = lone.get(address).content.decode()
        for word in ("Jobbet kræver", "ls-level", "Krævet er"):
            assert word not in page, address
    told = {"then": "1", "now": "2"} if kind == RoundKind.AFTER else {"level": "2"}
    lone.post(f"{OVERVIEW}M.4/", told)
    assert "Jobbet kræver Trin 4 Kan lære andre det" in main(lone.get(f"{OVERVIEW}M.4/"))
    assert "Jobbet kræver: trin 4" in main(lone.get(OVERVIEW))


def test_the_required_level_is_not_even_read_for_a_page_before_the_answer(town):
    say(make_assessment(town.lone), town.goals, 1)
    found = {one.code: (one.required_level, one.required_word) for one in read_own_view(town.lone).asked}
    assert found["M.1"][0] == 3
    assert found["M.2"] == found["M.3"] == (None, "")


def test_the_page_does_without_examples_and_marks_proposals(lone, town):
    make_assessment(town.lone)
    assert "Hvor kommer eksemplerne fra?" in main(lone.get(f"{OVERVIEW}M.1/"))
    bare = lone.get(f"{OVERVIEW}M.2/")
    assert b"ls-answer__example" not in bare.content
    assert "Hvor kommer eksemplerne fra?" not in main(bare)


def test_signed_examples_are_no_proposals(lone, town, monkeypatch):
    make_assessment(town.lone)
    monkeypatch.setattr("assessments.practice.domain.own_view_reads.is_signed", lambda _code: True)
    assert "Hvor kommer eksemplerne fra?" not in main(lone.get(f"{OVERVIEW}M.1/"))
    assert examples.is_signed("M.1") is False


def test_an_empty_answer_comes_back_with_the_words(lone, town):
    make_assessment(town.lone)
    response = lone.post(f"{OVERVIEW}M.1/", {"comment": "Det er svært.", "wants_more": "on"})
    assert response.status_code == 422
    assert "Vælg det svar, der passer bedst på dig." in main(response)
    assert "Det er svært." in main(response)
    assert b'name="wants_more" checked' in response.content
    assert OwnAnswer.objects.count() == 0


def test_too_many_words_come_back(lone, town):
    make_assessment(town.lone)
    response = lone.post(f"{OVERVIEW}M.1/", {"level": "1", "comment": "ord " * 600})
    assert response.status_code == 422
    assert "ord ord ord" in main(response)
    assert OwnAnswer.objects.count() == 0


@pytest.mark.parametrize("level", ["5", "-1", "x", ""])
def test_what_stands_on_no_page_is_refused(lone, town, level):
    make_assessment(town.lone)
    assert lone.post(f"{OVERVIEW}M.1/", {"level": level}).status_code == 422
    assert OwnAnswer.objects.count() == 0


def test_an_answer_where_nothing_is_under_way_keeps_the_words(lone, town):
    for _never_begun_then_ended in range(2):
        response = lone.post(f"{OVERVIEW}M.1/", {"level": "2", "comment": "Kun mig."})
        assert response.status_code == 409
        assert "Kun mig." in main(response)
        end_assessment(town.lone, make_assessment(town.lone))
    assert OwnAnswer.objects.count() == 0


def test_a_requirement_that_is_not_mine_is_not_there(lone, town):
    make_requirement(town.goals.parent, "M.9")
    make_assessment(town.lone)
    for code in ("M.9", "X", "afslut2"):
        assert lone.get(f"{OVERVIEW}{code}/").status_code == 404
        assert lone.post(f"{OVERVIEW}{code}/", {"level": "1"}).status_code == 404


def test_who_has_no_job_is_told_so(client, town):
    client.force_login(make_person(), backend="django.contrib.auth.backends.ModelBackend")
    assert "Der er ikke sat krav" in main(client.get(OVERVIEW))
    assert client.post(OVERVIEW, {"act": "begin"}).status_code == 400
    assert SelfAssessment.objects.count() == 0


def test_a_get_never_begins_or_ends_anything(lone, town):
    make_round(town.unit)
    for address in (OVERVIEW, f"{OVERVIEW}M.1/", END, f"{OVERVIEW}?act=begin"):
        lone.get(address)
    assert SelfAssessment.objects.count() == 0


def test_a_changed_answer_says_that_it_was_changed(lone, town):
    say(make_assessment(town.lone), town.goals, 1)
    form = lone.get(f"{OVERVIEW}M.1/?ret=1").content.decode()
    assert re.search(r'value="1"\s+checked', form)
    lone.post(f"{OVERVIEW}M.1/", {"level": "3"})
    assert "Først sagde du: Kender til det." in main(lone.get(f"{OVERVIEW}M.1/"))


def test_skip_and_back_lead_round(lone, town):
    say(make_assessment(town.lone), town.notes, 1)
    page = lone.get(f"{OVERVIEW}M.3/").content.decode()
    assert f'href="{OVERVIEW}M.1/">Spring over' in page
    assert f'href="{OVERVIEW}M.2/">Tilbage' in page
    first = lone.get(f"{OVERVIEW}M.1/").content.decode()
    assert f'href="{OVERVIEW}M.3/">Spring over' in first
    assert f'href="{OVERVIEW}">Tilbage' in first


def test_a_round_invites_and_asks_the_one_question(lone, town):
    a_round = make_round(town.unit)
    assert "En runde er åben på Bostedet Kløvermarken" in main(lone.get(OVERVIEW))
    lone.post(OVERVIEW, {"act": "begin", "round": str(a_round.pk)})
    assert "Hvor godt rustet føler du dig til dit arbejde?" in main(lone.get(END))
    assert lone.post(END, {"prepared": "9"}).status_code == 422
    assert lone.post(END, {"prepared": "3"}).status_code == 303
    assert SelfAssessment.objects.get().prepared == 3
    assert "Du har svaret" in main(lone.get(OVERVIEW))
    lone.post(OVERVIEW, {"act": "begin", "round": str(a_round.pk)})
    assert SelfAssessment.objects.get().ended_at is None


def test_the_one_question_may_be_left_open(lone, town):
    make_assessment(town.lone, make_round(town.unit))
    assert lone.post(END).status_code == 303
    assert SelfAssessment.objects.get().prepared is None


def test_a_round_that_is_not_mine_is_refused(lone, town):
    other = make_round(town.other_unit)
    for number in (str(other.pk), "x", "0"):
        assert lone.post(OVERVIEW, {"act": "begin", "round": number}).status_code == 409
    assert SelfAssessment.objects.count() == 0


def test_then_and_now_stand_on_one_page_and_lead_on(lone, town, at_noon):
    early = make_round(town.unit)
    say(make_assessment(town.lone, early), town.goals, 3)
    end_assessment(town.lone, SelfAssessment.objects.get(), prepared=3)
    at_noon.shift(dt.timedelta(days=365))
    lone.force_login(town.lone, backend="django.contrib.auth.backends.ModelBackend")
    make_assessment(town.lone, make_round(town.unit, RoundKind.AFTER))
    page = main(lone.get(f"{OVERVIEW}M.1/"))
    assert "Tænk på dig selv i november 2026." in page
    assert "Den 20. november 2026 svarede du: Kan det selv." in page
    half = lone.post(f"{OVERVIEW}M.1/", {"now": "2"})
    assert half.status_code == 422
    assert "Vælg ét svar i hver af de to kolonner." in main(half)
    assert b'id="now-2" name="now" value="2"' in half.content
    answered = lone.post(f"{OVERVIEW}M.1/", {"then": "1", "now": "2"})
    assert answered.url == f"{OVERVIEW}M.2/"
    page = main(lone.get(f"{OVERVIEW}M.1/"))
    assert "Du siger: dengang Trin 1 Kender til det" in page
    for code in ("M.2", "M.3"):
        last = lone.post(f"{OVERVIEW}{code}/", {"then": "0", "now": "0"})
    assert last.url == END


def test_an_answer_after_the_round_has_closed_says_so(lone, town, at_noon):
    a_round = make_round(town.unit)
    make_assessment(town.lone, a_round)
    close_round(a_round, by=make_person())
    at_noon.shift(60)
    assert "tæller ikke med i den" in main(lone.get(f"{OVERVIEW}M.1/"))
    page = lone.post(f"{OVERVIEW}M.1/", {"level": "2"}, follow=True)
    assert "Runden er lukket. Dit svar er gemt som dit eget." in main(page)
    assert OwnAnswer.objects.get().level == 2


def test_shared_and_taken_back_in_words(lone, town):
    assert "Kun du kan se det." in main(lone.get(OVERVIEW))
    shared = lone.post(OVERVIEW, {"act": "share", "reader": str(town.hanne.pk)}, follow=True)
    assert "Hanne Toft kan se alle dine svar, men ikke dine egne ord." in main(shared)
    taken = lone.post(OVERVIEW, {"act": "withdraw", "reader": str(town.hanne.pk)}, follow=True)
    assert "Kun du kan se det." in main(taken)
    for reader in (make_person().pk, "x", "", "9" * 30):
        assert lone.post(OVERVIEW, {"act": "share", "reader": str(reader)}).status_code in (400, 404)
    assert lone.post(OVERVIEW, {"act": "dance"}).status_code == 400
    assert SharedOwnView.objects.holding().count() == 0


def test_pages_take_no_more_queries_with_more_requirements(lone, town, django_assert_max_num_queries):
    assessment = make_assessment(town.lone)
    for competence in town.requirements:
        say(assessment, competence, 1)
    addresses = (OVERVIEW, f"{OVERVIEW}M.1/", f"{OVERVIEW}M.1/?ret=1")
    counts = []
    for more in (0, 8):
        for number in range(more):
            extra = make_requirement(town.goals.parent, f"M.{10 + number}")
            make_job_requirement(extra, 2)
            say(start_assessment(town.lone), extra, 2)
        for address in addresses:
            lone.get(address)
            with django_assert_max_num_queries(16) as asked:
                assert lone.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]


def test_an_answer_costs_few_queries(lone, town, django_assert_max_num_queries):
    make_assessment(town.lone)
    lone.post(f"{OVERVIEW}M.2/", {"level": "2"})
    with django_assert_max_num_queries(26):
        lone.post(f"{OVERVIEW}M.1/", {"level": "2"})


@pytest.mark.parametrize("calm", [False, True])
def test_pages_read_in_calm_view_too(lone, town, calm):
    town.lone.calm_mode = calm
    town.lone.save()
    show(town.lone, town.goals, 1, EvidenceKind.SOLVED)
    say(make_assessment(town.lone), town.goals, 2)
    assert "Trin 1: Kender til det" in main(lone.get(f"{OVERVIEW}M.1/"))
    assert lone.get(f"{OVERVIEW}M.2/").status_code == 200
    assert reverse("practice:own_view") == OVERVIEW


def test_two_jobs_are_asked_for_once(lone, town):
    make_employment(town.lone, town.other_unit)
    make_assessment(town.lone)
    assert "Krav 1 af 3" in main(lone.get(f"{OVERVIEW}M.1/"))
