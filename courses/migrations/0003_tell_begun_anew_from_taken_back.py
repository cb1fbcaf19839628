"""Begun anew and taken back were one field; which of the two it was is told by the audit log.

Where a course was begun anew, its enrolment becomes a row for each round. How far somebody had come in an
earlier round had been deleted then, and cannot be brought back.
"""

from django.conf import settings
from django.db import migrations
from django.db.models import OuterRef, Q, Subquery

ORIGIN = "courses.completion:"


def tell_apart_what_was_taken_back(apps, schema_editor):
    database = schema_editor.connection.alias
    Completion = apps.get_model("courses", "Completion")
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.using(database)
    evidence = apps.get_model("ledger", "Evidence").objects.using(database)
    superseded = Completion.objects.using(database).exclude(superseded_at=None)
    logged = {
        int(pk)
        for pk in entries.filter(action="courses.take_back_completion").values_list("object_id", flat=True)
    }
    revoked = evidence.filter(origin__startswith=ORIGIN, revoked_by__isnull=False)
    reasons = {origin: reason for origin, reason in revoked.values_list("origin", "revoked_by__title")}
    standing = set(
        evidence.filter(origin__startswith=ORIGIN, revoked_by=None, revokes=None).values_list(
            "origin", flat=True
        )
    )
    for completion in superseded.iterator():
        origin = f"{ORIGIN}{completion.pk}"
        # Logs may have been cleared away: then all of its evidence being revoked says the same.
        if completion.pk in logged or (origin in reasons and origin not in standing):
            completion.taken_back_at, completion.superseded_at = completion.superseded_at, None
            completion.taken_back_reason = reasons.get(origin, "")
            completion.save(update_fields=["taken_back_at", "superseded_at", "taken_back_reason"])


def make_a_row_of_each_round(apps, schema_editor):
    database = schema_editor.connection.alias
    Enrolment = apps.get_model("courses", "Enrolment")
    completions = apps.get_model("courses", "Completion").objects.using(database)
    pages = apps.get_model("wagtailcore", "Page").objects.using(database)
    enrolments = Enrolment.objects.using(database)
    for course_id in enrolments.order_by().values_list("course_id", flat=True).distinct():
        path = pages.values_list("path", flat=True).get(pk=course_id)
        of_course = completions.filter(page__in=pages.filter(path__startswith=path).values("pk"))
        own = enrolments.filter(course_id=course_id, person=OuterRef("person")).values("pk")
        completions.filter(pk__in=of_course.values("pk")).update(enrolment=Subquery(own[:1]))
        for enrolment in enrolments.filter(course_id=course_id).exclude(restarted_at=None):
            mine = of_course.filter(person_id=enrolment.person_id)
            moments = set(mine.exclude(superseded_at=None).values_list("superseded_at", flat=True))
            begun, number = enrolment.enrolled_at, 0
            for number, moment in enumerate(sorted(moments | {enrolment.restarted_at}), start=1):
                earlier = enrolments.create(
                    person_id=enrolment.person_id,
                    course_id=course_id,
                    round=number,
                    enrolled_at=begun,
                    begun_anew_at=moment,
                )
                in_it = Q(superseded_at=moment) | Q(taken_back_at__gte=begun, taken_back_at__lt=moment)
                mine.filter(in_it).update(enrolment=earlier)
                begun = moment
            # The row that is there keeps its id: what was done since and what plays now point at it.
            enrolment.round, enrolment.enrolled_at = number + 1, begun
            enrolment.save(update_fields=["round", "enrolled_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_rounds_and_what_is_taken_back"),
        ("ledger", "0001_initial"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RunPython(tell_apart_what_was_taken_back, migrations.RunPython.noop),
        migrations.RunPython(make_a_row_of_each_round, migrations.RunPython.noop),
    ]
