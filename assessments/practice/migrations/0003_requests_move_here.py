"""Requests to observe that practice tasks made become observations that are asked for."""

import datetime as dt

from django.db import migrations
from django.utils import timezone

STEP = 4
WAITS = dt.timedelta(days=60)


def carry_over(apps, schema_editor):
    """A request is about what its lesson's module counts towards, else its course; without either it has ended.

    One whose time would be over by now waits from today on: nobody could answer it before.
    """
    requests = apps.get_model("assessments", "ObservationRequest").objects.select_related("attempt__page")
    outcomes = apps.get_model("courses", "Outcome").objects.filter(competence__framework__is_current=True)
    pages = apps.get_model("wagtailcore", "Page").objects
    observations = apps.get_model("practice", "Observation").objects
    now = timezone.now()
    for request in requests.iterator():
        attempt = request.attempt
        if attempt.person_id == request.observer_id:
            continue
        path = attempt.page.path if attempt.page else ""
        above = pages.filter(path__in=[path[:-STEP], path[: -2 * STEP]]).order_by("-path")
        about = None
        for page in above:
            about = about or outcomes.filter(page=page).order_by("competence__position", "-level").first()
        observations.create(
            person_id=attempt.person_id,
            competence_id=about.competence_id if about else None,
            asked_by_id=attempt.person_id,
            asked_at=request.asked_at,
            attempt=attempt,
            observer_id=request.observer_id,
            state="asked" if about else "expired",
            waiting_since=now,
            expires_on=timezone.localdate() + WAITS,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("practice", "0002_observation"),
        ("courses", "0019_the_token_moves"),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
