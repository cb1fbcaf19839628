"""Bring the database of DATABASE_URL up to date and print as JSON what it says then; a process of its own.

DATABASE_URL=... python -m tests.upgrade.look
"""

import datetime as dt
import json
import os
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
django.setup()

from django.contrib.auth.models import Group  # noqa: E402 (after setup)
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from wagtail.models import ModelLogEntry, Site, WorkflowState  # noqa: E402

from accounts.models import User  # noqa: E402
from assessments.ledger.domain.auditing import audit_person  # noqa: E402
from assessments.ledger.domain.standing import rebuild_standings  # noqa: E402
from assessments.ledger.models import Evidence, EvidencePolicy, Standing  # noqa: E402
from courses.models import Completion, Enrolment, LessonPage, LessonProgress, RunSeat  # noqa: E402
from courses.proofs.domain.proofs import make_proof  # noqa: E402
from courses.proofs.models import Proof  # noqa: E402

# The last day of the story in the dump.
THEN = dt.date(2026, 4, 14)


def rows(query: Any, *fields: str) -> list[list[Any]]:
    return [list(row) for row in query.values_list(*fields)]


def completions() -> list[list[Any]]:
    found = Completion.objects.select_related("person", "enrolment").order_by("pk")
    return [
        [row.person.display_name, row.title, row.state.value, row.taken_back_reason, row.enrolment.round]
        for row in found
    ]


def pages_of(person: User) -> dict[str, int]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    addresses = ["/min-laering/", "/min-laering/krav/", "/min-laering/alt/", "/min-laering/alt.json"]
    addresses += [page.url for page in LessonPage.objects.live()]
    return {address: client.get(address, follow=True).status_code for address in addresses}


def main() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_site", no_courses=True, verbosity=0)
    Site.clear_site_root_paths_cache()
    lone = User.objects.get(email="lone@example.org")
    earlier = Completion.objects.get(person=lone, title="En stille vagt")
    coordinators = Group.objects.get(name="Coordinator").permissions
    # Back and forth: the words and the numbers say the same.
    call_command("migrate", "ledger", "0002", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ledger_evidence ORDER BY id")
        numbers = [kind for (kind,) in cursor.fetchall()]
    call_command("migrate", interactive=False, verbosity=0)
    facts = {
        "kinds_as_numbers": numbers,
        "evidence": rows(
            Evidence.objects.order_by("pk"),
            *("person__display_name", "competence__code", "kind", "level", "confirms", "revokes"),
        ),
        "policies": rows(EvidencePolicy.objects.all(), "kind", "ceiling", "valid_months"),
        "standings": Standing.objects.count(),
        "chained": Evidence.objects.exclude(link=b"").count(),
        "chain_faults": sum(
            len(audit_person(pk))
            for pk in User.objects.values_list("pk", flat=True)
            if Evidence.objects.filter(person=pk).exists()
        ),
        "standings_changed": rebuild_standings(THEN).changed,
        "completions": completions(),
        "enrolments": rows(
            Enrolment.objects.order_by("course__title", "person__display_name", "round"),
            *("course__title", "person__display_name", "round", "begun_anew_at__date"),
        ),
        "progress": rows(
            LessonProgress.objects.order_by("pk"), "enrolment__course__title", "enrolment__round"
        ),
        "seats": rows(RunSeat.objects.order_by("pk"), "person__display_name", "state", "number"),
        "void_proofs": rows(Proof.objects.void(), "completion__title"),
        "proofs": Proof.objects.count(),
        "parts_of_a_proof_made_now": make_proof(earlier).content["parts"],
        "coordinators_may": sorted(
            rows(
                coordinators.filter(content_type__app_label__in=["assessments", "ledger", "proofs"]),
                *("content_type__app_label", "codename"),
            )
        ),
        "logged_of_the_ledger": ModelLogEntry.objects.filter(content_type__app_label="ledger").count(),
        "left_over": sorted(
            rows(
                ContentType.objects.filter(app_label__in=["assessments", "courses"]).filter(
                    model__in=["evidence", "evidencepolicy", "standing", "proof"]
                ),
                *("app_label", "model"),
            )
        ),
        "waits_for": rows(WorkflowState.objects.active(), "current_task_state__task__name"),
        "bodies": [
            [block.block_type for block in lesson.body] for lesson in LessonPage.objects.order_by("pk")
        ],
        "pages": sorted(set(pages_of(lone).values())),
    }
    print(json.dumps(facts, default=str))


if __name__ == "__main__":
    main()
