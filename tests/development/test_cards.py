import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.domain.cards import DAILY_LIMIT, INTERVALS, answer_card, deal_cards, due_cards, read_card_day
from assessments.models import CardRepetition
from tests.factories.courses import make_course, make_lesson, make_module, make_person, question, text

MONDAY = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
CARDS = reverse("development:cards")


def day(number):
    """The date so many days after Monday."""
    return MONDAY.date() + dt.timedelta(days=number)


def cards_block(number=2):
    cards = [
        {
            "type": "item",
            "id": str(uuid.uuid4()),
            "value": {"front": f"Forside {place}", "back": f"Bagside {place}"},
        }
        for place in range(number)
    ]
    return {"type": "dialog_cards", "id": str(uuid.uuid4()), "value": {"title": "Ord", "cards": cards}}


@pytest.fixture
def person(db):
    return make_person(display_name="Lone Kjær")


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lesson(catalogue):
    return make_lesson(make_module(make_course()), "Tre linjer", body=[text(), cards_block(), question()])


@pytest.fixture
def card(clock, person, lesson):
    """The first of two cards, on the day it comes back for the first time."""
    deal_cards(person, [(lesson, lesson.body)])
    clock.move_to(MONDAY + dt.timedelta(days=1))
    return due_cards(person, day(1))[0]


def give(person, number, due_on):
    return CardRepetition.objects.bulk_create(
        CardRepetition(
            person=person, card_id=uuid.uuid4(), front=f"Kort {place}", back=f"Svar {place}", due_on=due_on
        )
        for place in range(number)
    )


def sent(card, /, **changes):
    return {"card": card.pk, "due": card.due_on.isoformat(), "remembered": "yes", **changes}


def test_dealt_cards_come_tomorrow_in_the_words_of_the_lesson(clock, person, lesson):
    deal_cards(person, [(lesson, lesson.body)])
    dealt = CardRepetition.objects.order_by("pk")
    assert list(dealt.values_list("front", "back", "step", "due_on", "page")) == [
        ("Forside 0", "Bagside 0", 0, day(1), lesson.pk),
        ("Forside 1", "Bagside 1", 0, day(1), lesson.pk),
    ]
    assert due_cards(person, day(0)) == []
    assert len(due_cards(person, day(1))) == 2


@pytest.mark.parametrize("lessons", [1, 3])
def test_dealing_costs_the_same_whatever_the_lessons(person, catalogue, django_assert_num_queries, lessons):
    module = make_module(make_course())
    made = [make_lesson(module, body=[cards_block(3)]) for _ in range(lessons)]
    deal_cards(make_person(), [(page, page.body) for page in made])
    with django_assert_num_queries(2):  # the cards and the log
        deal_cards(person, [(page, page.body) for page in made])
    assert CardRepetition.objects.filter(person=person).count() == 3 * lessons


def test_lessons_without_cards_cost_nothing(person, catalogue, django_assert_num_queries):
    page = make_lesson(make_module(make_course()))
    with django_assert_num_queries(0):
        deal_cards(person, [(page, page.body)])


def test_cards_dealt_again_stay_as_they_are(card, person, lesson):
    answer_card(person, card.pk, card.due_on, remembered=True)
    deal_cards(person, [(lesson, lesson.body)])
    card.refresh_from_db()
    assert (card.step, card.due_on, CardRepetition.objects.count()) == (1, day(4), 2)


def test_a_remembered_card_waits_longer_each_time_until_it_is_learnt(clock, card, person):
    waits = []
    for _ in INTERVALS:
        before = card.due_on
        clock.move_to(dt.datetime.combine(before, dt.time(12), dt.UTC))
        assert answer_card(person, card.pk, before, remembered=True)
        card.refresh_from_db()
        waits.append(card.due_on and (card.due_on - before).days)
    assert waits == [3, 7, 21, 60, None]
    assert (card.step, card in due_cards(person, day(1000))) == (5, False)


def test_a_card_not_remembered_begins_again_tomorrow(clock, card, person):
    answer_card(person, card.pk, card.due_on, remembered=True)
    clock.move_to(MONDAY + dt.timedelta(days=6))
    card.refresh_from_db()
    assert answer_card(person, card.pk, card.due_on, remembered=False)
    card.refresh_from_db()
    assert (card.step, card.due_on, card.seen_on) == (0, day(7), day(6))


def test_a_form_sent_twice_counts_once(clock, card, person):
    assert answer_card(person, card.pk, card.due_on, remembered=True)
    assert not answer_card(person, card.pk, card.due_on, remembered=True)
    card.refresh_from_db()
    assert (card.step, card.due_on) == (1, day(4))


def test_a_form_left_open_since_changes_nothing(clock, card, person):
    old = card.due_on
    answer_card(person, card.pk, old, remembered=False)
    clock.move_to(MONDAY + dt.timedelta(days=2))
    assert not answer_card(person, card.pk, old, remembered=True)
    card.refresh_from_db()
    assert (card.step, card.due_on) == (0, day(2))


def test_a_card_that_is_not_due_or_not_mine_is_left_alone(clock, card, person):
    assert not answer_card(make_person(), card.pk, card.due_on, remembered=True)
    clock.move_to(MONDAY)
    assert not answer_card(person, card.pk, card.due_on, remembered=True)
    card.refresh_from_db()
    assert (card.step, card.seen_on) == (0, None)


def test_ten_cards_a_day_counting_those_seen(clock, person):
    old, _new = give(person, 1, day(-2)), give(person, DAILY_LIMIT + 4, day(0))
    first = due_cards(person, day(0))
    assert (len(first), first[0].pk) == (DAILY_LIMIT, old[0].pk)
    for card in first[:7]:
        answer_card(person, card.pk, card.due_on, remembered=False)
    assert len(due_cards(person, day(0))) == 3
    for card in first[7:]:
        answer_card(person, card.pk, card.due_on, remembered=True)
    assert due_cards(person, day(0)) == []
    assert read_card_day(person, day(0)) == (0, day(1))
    assert len(due_cards(person, day(1))) == DAILY_LIMIT


@pytest.mark.parametrize("number", [1, 3, 30])
def test_reading_costs_the_same_whatever_the_cards(person, django_assert_num_queries, number):
    give(person, number, day(0))
    with django_assert_num_queries(2):
        due_cards(person, day(0))


def test_next_day_is_that_of_the_first_card_to_come(clock, person):
    assert read_card_day(person, day(0)) == (0, None)
    give(person, 1, day(5))
    give(person, 1, day(3))
    assert read_card_day(person, day(0)) == (0, day(3))


# -- the page


@pytest.fixture
def learner(client, person):
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


def test_page_shows_the_front_and_then_the_back(card, learner):
    html = learner.get(CARDS).text
    assert ("Forside 0" in html, "Bagside" in html, "Forside 1" in html) == (True, False, False)
    assert "2 cards left today" in html
    assert 'From »<span lang="da">Tre linjer</span>«' in html
    html = learner.get(CARDS, {"vis": card.pk}).text
    assert ("Bagside 0" in html, "I knew it" in html, "Not yet" in html) == (True, True, True)


def test_page_turns_no_other_card_than_the_one_named(card, learner):
    assert "Bagside" not in learner.get(CARDS, {"vis": card.pk + 1}).text
    assert "Bagside" not in learner.get(CARDS, {"vis": "1; DROP TABLE"}).text


def test_answer_leads_to_the_next_card_and_at_last_to_the_day_they_come_again(clock, card, learner, person):
    response = learner.post(CARDS, sent(card))
    assert (response.status_code, response.url) == (303, CARDS)
    html = learner.get(CARDS).text
    assert "Forside 1" in html
    learner.post(CARDS, sent(due_cards(person, day(1))[0], remembered="no"))
    html = learner.get(CARDS).text
    assert "No more cards today." in html
    assert "The next ones come tomorrow." in html


def test_the_same_form_twice_moves_the_card_once(card, learner):
    for _ in range(2):
        assert learner.post(CARDS, sent(card)).status_code == 303
    card.refresh_from_db()
    assert (card.step, card.due_on) == (1, day(4))


@pytest.mark.parametrize(
    "changes",
    [
        {"card": ""},
        {"card": "x"},
        {"card": "9" * 5000},
        {"due": ""},
        {"due": "2026-02-31"},
        {"due": "i dag"},
        {"remembered": ""},
        {"remembered": "maybe"},
    ],
)
def test_a_form_of_nobody_is_refused_with_nothing_changed(card, learner, changes):
    response = learner.post(CARDS, sent(card, **changes))
    assert response.status_code == 400
    assert f'href="{CARDS}"' in response.text
    card.refresh_from_db()
    assert (card.step, card.seen_on) == (0, None)


@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**63, 2**200])
def test_a_card_that_does_not_exist_leads_on(card, learner, number):
    assert learner.post(CARDS, sent(card, card=number)).status_code == 303


def test_nobody_answers_somebody_elses_card(card, client):
    client.force_login(make_person())
    assert client.post(CARDS, sent(card)).status_code == 303
    card.refresh_from_db()
    assert (card.step, card.seen_on) == (0, None)


def test_who_has_no_cards_reads_how_to_get_them(learner):
    assert "You get cards when you complete a module" in learner.get(CARDS).text


def test_my_learning_says_how_many_there_are_today(learner, person):
    my_learning = reverse("development:my_learning")
    assert CARDS not in learner.get(my_learning).text
    give(person, 12, timezone.localdate())
    assert "10 cards to repeat today" in learner.get(my_learning).text


def test_calm_view_counts_nothing(card, learner, person):
    person.calm_mode = True
    person.save()
    html = learner.get(CARDS).text
    assert ("Forside 0" in html, "left today" in html) == (True, False)
    html = learner.get(reverse("development:my_learning")).text
    assert (CARDS in html, "2 cards" in html) == (True, False)
