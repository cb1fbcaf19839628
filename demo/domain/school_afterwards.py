"""What is left of the demo's sessions: what they count for, how they were, and what the library points to."""

import datetime as dt
from itertools import cycle
from typing import Any

from django.contrib.auth.models import AnonymousUser

from competences.models import Competence
from courses.domain.queries import read_outlines
from courses.models import CoursePage, Outcome
from demo.domain.data import at
from recoveryskole.domain.feedback import hand_in, tell_feedback
from recoveryskole.enums import Face
from recoveryskole.models import Recommendation, SchoolIndexPage, SignUp, WorkshopPage
from recoveryskole.policy import FEEDBACK_IS_TOLD_ON
from seats.enums import SeatState

# Taking part says that one was there.
LEVEL = 1
MORNING = 6 * 60


def count_workshops(workshops: dict[str, Any]) -> None:
    """Map the workshops to the requirements that they count towards."""
    codes = {one.code: one for one in Competence.objects.current().requirements()}
    pages = {one.slug: one for one in WorkshopPage.objects.all()}
    Outcome.objects.bulk_create(
        Outcome(page=pages[slug].page_ptr, competence=codes[code], level=LEVEL, sort_order=place)
        for slug, told in workshops.items()
        for place, code in enumerate(told.get("counts", []))
    )


def recommend(school: SchoolIndexPage, recommended: list[dict[str, str]]) -> None:
    """Point to the lesson of each course that is open to all."""
    courses = {one.slug: one.path for one in CoursePage.objects.live()}
    outlines = read_outlines(list(courses.values()), AnonymousUser())
    Recommendation.objects.bulk_create(
        Recommendation(
            school=school,
            lesson_id=outlines[courses[one["course"]]].open_to_all.page.pk,
            why=one["why"],
            sort_order=place,
        )
        for place, one in enumerate(recommended)
    )


def say_how_it_was(said: list[dict[str, str]], today: dt.date) -> None:
    """Those who came said it by their links, and last Monday it was told. Who came since has not yet."""
    last = today - dt.timedelta(days=(today.weekday() - FEEDBACK_IS_TOLD_ON) % 7)
    answers = cycle(said)
    came = SignUp.objects.filter(state=SeatState.ATTENDED, session__ends_at__lt=at(last, MORNING))
    for place in came.exclude(seed=None).order_by("session", "number"):
        answer = next(answers)
        hand_in(place, Face(answer["face"]), answer.get("line", ""))
    tell_feedback(at(last, MORNING))
