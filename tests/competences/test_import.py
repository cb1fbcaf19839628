"""Our own files: taken in whole or not at all, again without a change, and never over what people decided."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from accounts.enums import JobFunction
from accounts.models import User
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.domain.framework import (
    DATA,
    HOUSE_FILES,
    choose_framework,
    import_framework,
    load_house_framework,
)
from competences.domain.levels import end_level, set_level
from competences.enums import CompetenceKind, Strand
from competences.models import BEGINNING, Competence, Framework, JobRequirement, Method
from tests.competences.files import everything, refusals, small, small_levels
from tests.factories.competences import make_framework

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


ADVICE = (
    "Put this right in the file. Or take it in as a new version beside the old one: a framework and entries"
    " with identifiers of their own (in our own files: another code)."
)


# The framework of the house


def test_house_framework_is_whole_and_in_use() -> None:
    framework = load_house_framework()
    assert framework.is_current
    competences = framework.competences
    assert [area.code for area in competences.areas()] == ["M", "F", "L", "O", "R1", "R2", "R3", "R4"]
    requirements = competences.requirements()
    assert requirements.filter(strand=Strand.TOOL).count() == 11
    assert requirements.filter(strand=Strand.RECOVERY).count() == 16
    assert competences.filter(kind=CompetenceKind.PART).count() == 16
    assert not competences.filter(code__startswith="K").exists()
    assert not competences.filter(title_en="").exists()
    assert not requirements.filter(description="").exists()
    assert framework.methods.count() == 7
    assert set(framework.methods.filter(needs_certificate=True).values_list("code", flat=True)) == {
        "CTI",
        "AD",
    }
    assert framework.profiles.count() == 13
    assert framework.strategies.count() == 11
    focus = framework.strategies.get(name="Assens").focus
    assert set(focus.values_list("code", flat=True)) == {"R1", "R3", "M.1", "M.2", "L.1"}


def test_house_proposals_are_proposals_for_every_job_and_requirement() -> None:
    load_house_framework()
    rows = JobRequirement.objects.all()
    assert not rows.filter(is_proposal=False).exists()
    assert not rows.exclude(workplace=None).exists()
    for job in JobFunction.values:
        assert rows.filter(job_function=job).values("competence").distinct().count() == 27
    assert set(rows.filter(competence__code="R2.4").values_list("setting", flat=True)) == {
        "bosted",
        "plejecenter",
        "hjemmepleje",
    }
    assert set(rows.filter(competence__code="R1.4").values_list("setting", flat=True)) == {
        "bostoette",
        "hjemmepleje",
    }
    assert rows.filter(competence__code="O.1", job_function="peer").count() == 1


def test_house_framework_again_changes_nothing() -> None:
    load_house_framework()
    before = everything()
    load_house_framework()
    assert everything() == before
    for name in HOUSE_FILES:
        assert import_framework(DATA / name).changes == 0


def test_house_strategies_name_eleven_actors_and_none_by_its_alias() -> None:
    framework = load_house_framework()
    assert not framework.strategies.filter(name__startswith="Sjælland").exists()
    focus = framework.strategies.get(name="Hillerød").focus
    assert set(focus.values_list("code", flat=True)) == {
        *("R2", "R3", "R4"),
        *("M.1", "F.2", "L.1", "O.2"),
    }


def test_house_models_have_the_words_and_the_source_of_their_own() -> None:
    for profile in load_house_framework().profiles.all():
        assert profile.sections[-1]["title"] == "Kilde"
        assert re.search(r"20\d\d|hvidbog", profile.sections[-1]["points"][0])
    model = Framework.objects.get().profiles.get(code="kerneelementer_2020")
    principles = model.sections[0]["points"]
    assert [point.split(":")[0] for point in principles[:2]] == [
        "Tag udgangspunkt i borgernes håb, ønsker og drømme",
        "Fokusér på borgernes ressourcer",
    ]
    assert len(principles) == 8


def test_house_framework_mends_an_installation_that_took_in_an_older_one(write) -> None:
    """As it was before November 2026: a twelfth actor, R2.4 on a bosted only, a level decided there."""
    framework = load_house_framework()
    alias = framework.strategies.create(name="Sjælland2")
    alias.focus.set(framework.competences.filter(code__in=["M.1", "F.2", "L.1", "O.2"]))
    hilleroed = framework.strategies.get(name="Hillerød")
    hilleroed.focus.set(framework.competences.filter(code__in=["R2", "R3", "R4"]))
    framework.competences.filter(code="R2.4").update(settings=["bosted"])
    rows = JobRequirement.objects.filter(competence__code="R2.4", job_function="sosu_assistent")
    rows.exclude(setting="bosted").delete()
    rows.update(level=4, is_proposal=False)
    load_house_framework()
    assert framework.strategies.count() == 11
    assert hilleroed.focus.count() == 7
    assert framework.strategies.get(name="Hillerød").pk == hilleroed.pk
    assert set(rows.values_list("setting", "level", "is_proposal")) == {
        ("bosted", 4, False),
        ("plejecenter", 3, True),
        ("hjemmepleje", 3, True),
    }
    assert framework.competences.get(code="R2.4").settings == ["bosted", "plejecenter", "hjemmepleje"]
    before = everything()
    load_house_framework()
    assert everything() == before


def test_house_framework_does_not_push_another_out_of_use() -> None:
    other = make_framework()
    assert not load_house_framework().is_current
    other.refresh_from_db()
    assert other.is_current


def test_choose_framework_changes_the_one_in_use_once() -> None:
    old, new = make_framework(), make_framework(is_current=False)
    assert choose_framework(new)
    assert not choose_framework(new)
    assert Framework.objects.get(is_current=True) == new
    assert not Framework.objects.get(pk=old.pk).is_current
    assert ModelLogEntry.objects.filter(action="competences.choose_framework").count() == 1


# A new version of a file


def test_import_of_a_changed_file_changes_what_differs(write) -> None:
    import_framework(write(small()))
    first = Framework.objects.get()
    pks = dict(Competence.objects.values_list("code", "pk"))
    changed = small()
    area = changed["work_tools"][0]
    area["requirements"] = [
        {"code": "A.2", "title": "Andet, ny titel"},
        {"code": "A.3", "title": "Tredje"},
        {"code": "A.1", "title": "Første"},
    ]
    result = import_framework(write(changed))
    assert (result.created, result.updated, result.removed) == (1, 2, 1)
    assert list(Competence.objects.values_list("code", flat=True)) == ["A", "A.2", "A.3", "A.1"]
    assert {code: pks[code] for code in ("A", "A.1", "A.2")}.items() <= dict(
        Competence.objects.values_list("code", "pk")
    ).items()
    assert Competence.objects.get(code="A.2").settings == []
    assert Framework.objects.get().changed_at > first.changed_at
    entry = ModelLogEntry.objects.latest("pk")
    assert entry.action == "competences.import_framework"
    assert entry.data == {"file": "file.yaml", "created": 1, "updated": 2, "removed": 1}


def test_import_keeps_what_the_file_does_not_speak_of(write) -> None:
    told = small(methods=[{"code": "MI", "title": "Samtale"}])
    told["framework"]["title_en"] = "Small"
    import_framework(write(told))
    assert import_framework(write(small())).changes == 0
    assert Framework.objects.get().title_en == "Small"
    assert Method.objects.count() == 1


def test_import_moves_an_entry_under_a_new_one(write) -> None:
    import_framework(write(small()))
    moved = small()
    first, _second = moved["work_tools"][0]["requirements"]
    moved["work_tools"] = [{"code": "B", "title": "Nyt", "requirements": [first]}]
    import_framework(write(moved))
    assert Competence.objects.get(code="A.1").parent.code == "B"
    assert not Competence.objects.filter(code__in=["A", "A.2"]).exists()


def test_import_leaves_words_changed_here_alone(write) -> None:
    import_framework(write(small()))
    Competence.objects.filter(code="A.1").update(title="Vores ord", is_edited=True)
    result = import_framework(write(small()))
    assert (result.changes, result.kept) == (0, 1)
    assert Competence.objects.get(code="A.1").title == "Vores ord"


def test_import_refuses_to_remove_what_people_build_on(write) -> None:
    import_framework(write(small()))
    first, second = Competence.objects.get(code="A.1"), Competence.objects.get(code="A.2")
    JobRequirement.objects.create(competence=first, job_function="peer", level=2, is_proposal=False)
    person = User.objects.create_user("kim@example.org", display_name="Kim")
    Evidence.objects.create(
        person=person,
        competence=second,
        kind=EvidenceKind.OBSERVATION,
        level=2,
        confirms=2,
        recorded_on=dt.date(2025, 2, 3),
        origin="test:1",
        rule={},
    )
    gone = small()
    gone["work_tools"][0]["requirements"] = [{"code": "A.9", "title": "Andet"}]
    before = everything()
    assert refusals(write(gone)) == [
        "file.yaml, A.1: it is gone from the file, but something builds on it here: job requirements.",
        "file.yaml, A.2: it is gone from the file, but something builds on it here: evidence.",
        ADVICE,
    ]
    assert everything() == before


# Proposed levels


def test_import_of_proposals_makes_a_row_for_each_setting_it_holds_in(write) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1}, vaerested={"A.1": 0})))
    assert set(JobRequirement.objects.values_list("competence__code", "setting", "level", "is_proposal")) == {
        ("A.1", "", 2, True),
        ("A.1", "vaerested", 0, True),
        ("A.2", "bosted", 1, True),
    }


# What somebody did to the row, and the level after a file that now proposes 4 instead of 2.
TOUCHES = {
    "nothing": ({}, 4),
    "decided as it was": ({"is_proposal": False}, 2),
    "decided with another level": ({"is_proposal": False, "level": 1}, 1),
    "changed the level, still a proposal": ({"level": 3}, 3),
    "decided what the file says now": ({"is_proposal": False, "level": 4}, 4),
}


@pytest.mark.parametrize(("touch", "expected"), TOUCHES.values(), ids=TOUCHES.keys())
def test_import_of_proposals_never_overwrites_people(write, touch, expected) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    JobRequirement.objects.filter(competence__code="A.1").update(**touch)
    result = import_framework(write(small_levels({"A.1": 4, "A.2": 1})))
    row = JobRequirement.objects.filter(competence__code="A.1").latest("valid_from")
    assert row.level == expected
    assert row.is_proposal == touch.get("is_proposal", True)
    assert result.updated == (0 if touch else 1)
    assert result.kept == (1 if expected not in (4,) else 0)
    assert import_framework(write(small_levels({"A.1": 4, "A.2": 1}))).changes == 0


def test_import_of_proposals_ends_only_untouched_rows_that_are_gone(write) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1}, vaerested={"A.1": 3}, bosted={"A.1": 4})))
    JobRequirement.objects.filter(setting="vaerested").update(is_proposal=False)
    result = import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    assert (result.removed, result.kept) == (1, 1)
    today = timezone.localdate()
    assert set(JobRequirement.objects.values_list("competence__code", "setting", "level", "valid_from")) == {
        ("A.1", "", 2, BEGINNING),
        ("A.1", "vaerested", 3, BEGINNING),
        ("A.1", "bosted", 4, BEGINNING),
        ("A.1", "bosted", None, today),
        ("A.2", "bosted", 1, BEGINNING),
    }
    assert import_framework(write(small_levels({"A.1": 2, "A.2": 1}))).changes == 0


def test_import_of_proposals_counts_from_its_day(write) -> None:
    """The first file holds from the beginning; a later one says nothing of days before."""
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    versions = JobRequirement.objects.filter(competence__code="A.1")
    first = timezone.localdate()
    for days, level in ((1, 4), (2, 3)):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            assert import_framework(write(small_levels({"A.1": level, "A.2": 1}))).changes == 1
            # Again, and another one on the same day.
            assert import_framework(write(small_levels({"A.1": level, "A.2": 1}))).changes == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        assert import_framework(write(small_levels({"A.1": 1, "A.2": 1}))).changes == 1
    assert list(versions.order_by("valid_from").values_list("valid_from", "level", "proposed_level")) == [
        (BEGINNING, 2, 2),
        (first + dt.timedelta(days=1), 4, 4),
        (first + dt.timedelta(days=2), 1, 1),
    ]


@pytest.mark.parametrize("is_proposal", [True, False])
def test_import_of_proposals_leaves_a_level_to_come(write, is_proposal) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    row = JobRequirement.objects.get(competence__code="A.1")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    set_level(row.line, 2, valid_from=tomorrow, is_proposal=is_proposal)
    for _ in range(2):
        result = import_framework(write(small_levels({"A.1": 4, "A.2": 1})))
        assert (result.changes, result.kept) == (0, 1)


def test_import_of_proposals_asks_again_for_what_a_file_had_left_out(write) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1}, bosted={"A.1": 4})))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    result = import_framework(write(small_levels({"A.1": 2, "A.2": 1}, bosted={"A.1": 3})))
    assert result.updated == 1
    assert JobRequirement.objects.filter(setting="bosted").latest("valid_from").level == 3


def test_import_of_proposals_does_not_bring_back_what_somebody_ended(write) -> None:
    import_framework(write(small()))
    import_framework(write(small_levels({"A.1": 2, "A.2": 1})))
    row = JobRequirement.objects.get(competence__code="A.1")
    end_level(row.line, valid_from=timezone.localdate())
    result = import_framework(write(small_levels({"A.1": 3, "A.2": 1})))
    assert (result.changes, result.kept) == (0, 1)


def test_import_of_proposals_leaves_a_row_added_by_people(write) -> None:
    import_framework(write(small()))
    JobRequirement.objects.create(competence=Competence.objects.get(code="A.1"), job_function="peer", level=2)
    file = small_levels({"A.1": 2, "A.2": 1})
    import_framework(write(file))
    file["levels"]["peer"]["default"]["A.1"] = 4
    import_framework(write(file))
    assert JobRequirement.objects.get(competence__code="A.1").level == 2
