"""What a shared profile holds: the same on the page, in the PDF and in the file, and nothing else."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.enums import JobFunction
from accounts.models import User, Workplace
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.enums import EvidenceKind, GapState
from competences.domain.export import export_framework
from competences.domain.named import named_framework
from competences.enums import Level
from competences.models import Competence, Framework, JobRequirement
from development.domain.my_profile import MAX_EVIDENCE
from development.domain.profile_json import FORMAT, as_json, write_json
from development.domain.profile_pdf import profile_document, write_pdf
from development.domain.shared_profile import SharedProfile, read_shared_profile
from tests.courses.proofs.pdf import opened, tags
from tests.development.helpers import JOB, employ
from tests.factories.accounts import make_unit
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.courses import make_person
from tests.factories.ledger import show
from tests.factories.shares import path_of, share

pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(settings.BASE_DIR) / "development/data/profile.schema.json").read_text())
OWN = "/min-laering/kompetencer/profil"


@pytest.fixture
def mine(employee: User, goals: Competence, client: Client) -> Client:
    client.force_login(employee, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def shown(employee: User, goals: Competence) -> User:
    """Seen at level 3, and says of herself that she is at 4; shown more than the job asks for."""
    show(employee, goals, 3, on=dt.date(2026, 3, 2), until=dt.date(2036, 3, 2), title="Hos Quirina")
    show(employee, goals, 4, kind=EvidenceKind.SELF_ASSESSMENT)
    beyond = make_requirement(goals.parent, "M.9", title="Mere")
    show(employee, beyond, 1, kind=EvidenceKind.TOOK_PART)
    only_said = make_requirement(goals.parent, "M.10", title="Kun sagt")
    show(employee, only_said, 4, kind=EvidenceKind.SELF_ASSESSMENT)
    return employee


def read(person: User, *, with_own_view: bool = False) -> SharedProfile:
    with translation.override("da"):
        return read_shared_profile(person, with_own_view=with_own_view)


def told(person: User, *, with_own_view: bool = False) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(write_json(person, with_own_view=with_own_view))
    jsonschema.Draft202012Validator(SCHEMA).validate(content)
    return content


# What is in it


def test_profile_holds_name_jobs_requirements_and_what_confirms_them(shown: User) -> None:
    profile = read(shown)
    assert (profile.name, profile.met, profile.total) == ("Åse Ærø", 1, 1)
    assert [(post.job, post.workplace) for post in profile.jobs] == [("SOSU-assistent", "Kløvermarken")]
    entry = profile.areas[0].requirements[0]
    assert (entry.code, entry.level, entry.required_level, entry.state) == ("M.1", 3, 2, GapState.MET)
    assert (entry.level_in_words, entry.strength_in_words) == (
        "Trin 3: Kan det selv",
        "Set i praksis",
    )
    assert (entry.valid_from, entry.valid_until) == (dt.date(2026, 3, 2), dt.date(2036, 3, 2))
    assert [(row.kind, row.confirms) for row in entry.evidence] == [("observation", 3)]
    assert [(one.code, one.level) for one in profile.beyond] == [("M.9", 1)]


def test_own_view_is_in_it_only_when_asked_for(shown: User) -> None:
    assert {entry.own_level for entry in read(shown).requirements} == {None}
    profile = read(shown, with_own_view=True)
    # Also what nobody else has seen, because it is theirs to tell.
    assert {entry.code: entry.own_level for entry in profile.requirements} == {
        "M.1": 4,
        "M.9": None,
        "M.10": 4,
    }
    assert "ownLevel" not in told(shown)["requirements"][0]
    assert told(shown, with_own_view=True)["requirements"][0]["ownLevel"] == 4


def test_nothing_else_is_told(shown: User, goals: Competence) -> None:
    observer = make_person(display_name="Ottilie Zahlbruckner")
    show(shown, goals, 4, EvidenceKind.OBSERVATION_BY_TWO, recorded_by=observer, title="Hos Quirina")
    page = Client().get(path_of(share(shown, with_own_view=True, meant_for="Til chefen"))).text
    document = json.dumps(profile_document(read(shown, with_own_view=True)), ensure_ascii=False)
    for text in (page, document, write_json(shown, with_own_view=True)):
        assert "Mål" in text
        for secret in (shown.email, "Ottilie", "Quirina", "Til chefen"):
            assert secret not in text


def test_two_jobs_and_the_highest_level_of_both(employee: User, goals: Competence, town: Workplace) -> None:
    employ(employee, make_unit(name="Søhus"), JobFunction.PEER)
    make_job_requirement(goals, 4, job_function=JobFunction.PEER)
    profile = read(employee)
    assert [(post.job, post.workplace) for post in profile.jobs] == [
        ("SOSU-assistent", "Kløvermarken"),
        ("peer", "Søhus"),
    ]
    assert profile.areas[0].requirements[0].required_level == 4
    page = " ".join(Client().get(path_of(share(employee))).text.split())
    assert "SOSU-assistent på Kløvermarken" in page
    assert "Peer på Søhus" in page


def test_person_without_job_shows_what_is_theirs(person: User, goals: Competence) -> None:
    empty = Client().get(path_of(share(person)))
    assert "Her er ikke vist noget endnu." in empty.text
    assert told(person)["requirements"] == []
    assert write_pdf(person, with_own_view=True).startswith(b"%PDF")
    show(person, goals, 2)
    profile = read(person)
    assert (profile.jobs, profile.total, [entry.code for entry in profile.beyond]) == ((), 0, ["M.1"])
    assert "Trin 2:" in Client().get(path_of(share(person))).text
    assert told(person)["requirements"][0]["requiredLevel"] is None


def test_what_has_run_out_is_said_and_confirms_nothing(employee: User, goals: Competence) -> None:
    show(employee, goals, 2, on=dt.date(2020, 1, 1), until=dt.date(2022, 1, 1))
    entry = read(employee).areas[0].requirements[0]
    assert (entry.level, entry.level_in_words, entry.kind) == (0, "", "")
    assert (entry.ran_out_level, entry.ran_out_on) == (2, dt.date(2022, 1, 1))
    assert (entry.valid_from, entry.valid_until, entry.evidence) == (None, None, ())
    assert told(employee)["requirements"][0]["state"] == "expired"


def test_evidence_that_the_level_rests_on_is_told_however_old(employee: User, goals: Competence) -> None:
    show(employee, goals, 3, on=dt.date(2020, 1, 1))
    for _ in range(MAX_EVIDENCE + 1):
        show(employee, goals, 1, kind=EvidenceKind.TOOK_PART)
    evidence = read(employee).areas[0].requirements[0].evidence
    assert len(evidence) == MAX_EVIDENCE + 1
    assert (evidence[-1].kind, evidence[-1].confirms) == ("observation", 3)


# The file


def test_file_says_what_the_page_says(shown: User) -> None:
    content = told(shown, with_own_view=True)
    assert (content["format"], content["madeOn"]) == (FORMAT, timezone.localdate().isoformat())
    assert (content["name"], content["required"], content["met"]) == ("Åse Ærø", 1, 1)
    assert content["levels"][3] == {"level": 3, "name": "Kan det selv"}
    first = content["requirements"][0]
    assert {key: first[key] for key in ("requiredLevel", "confirmedLevel", "state", "strength")} == {
        "requiredLevel": 2,
        "confirmedLevel": 3,
        "state": "met",
        "strength": "observation",
    }
    assert first["evidence"] == [
        {
            "kind": "observation",
            "name": "Set i praksis",
            "confirms": 3,
            "validFrom": "2026-03-02",
            "validUntil": "2036-03-02",
        }
    ]


def test_requirements_are_named_as_the_export_of_the_framework_names_them() -> None:
    call_command("setup_site", no_courses=True, verbosity=0)
    person = make_person()
    employ(person, make_unit())
    framework = Framework.objects.get(is_current=True)
    package = json.loads(export_framework(framework.code))
    items = {item["identifier"]: item for item in package["CFItems"]}
    content = told(person)
    assert len(content["requirements"]) > 20
    for told_of in content["requirements"]:
        named, item = told_of["CFItem"], items[told_of["CFItem"]["identifier"]]
        assert named == {key: item[key] for key in named}
        assert set(named) == {"identifier", "uri", "humanCodingScheme", "fullStatement"}
        alignment = told_of["alignment"]
        assert (alignment["targetType"], alignment["targetUrl"]) == ("CFItem", item["uri"])
    document = content["CFDocument"]
    assert document == {key: package["CFDocument"][key] for key in document}
    assert {"identifier", "uri", "title"} <= set(document)


def test_others_framework_keeps_its_own_names(goals: Competence) -> None:
    framework = goals.framework
    package = {
        "CFDocument": {"identifier": "urn:x:doc", "uri": "https://elsewhere.example/doc", "title": "Deres"},
        "CFItems": [
            {
                "identifier": str(goals.identifier),
                "uri": "https://elsewhere.example/item",
                "fullStatement": "Deres ord",
            }
        ],
        "CFAssociations": [],
    }
    framework.source = type(framework).source.related.related_model.objects.create(
        framework=framework, package=package
    )
    Framework.objects.get(pk=framework.pk).save()
    named = named_framework()
    assert named is not None
    assert named.document["uri"] == "https://elsewhere.example/doc"
    assert named.items[goals.pk] == {
        "identifier": str(goals.identifier),
        "uri": "https://elsewhere.example/item",
        # Their file says no code: ours stands for it.
        "humanCodingScheme": "M.1",
        "fullStatement": "Deres ord",
    }


def test_installation_without_framework_has_nothing_to_name(person: User) -> None:
    assert named_framework() is None
    assert told(person)["CFDocument"] is None


def test_schema_knows_every_state_and_level() -> None:
    defined = SCHEMA["$defs"]
    assert set(defined["state"]["enum"]) == {str(state.value) for state in GapState}
    assert (defined["level"]["minimum"], defined["level"]["maximum"]) == (min(Level), max(Level))


@pytest.mark.parametrize("wrong", [{"confirmedLevel": 5}, {"email": "x"}, {"validUntil": "i morgen"}])
def test_schema_refuses_what_is_none(shown: User, wrong: dict[str, Any]) -> None:
    content = told(shown)
    content["requirements"][0] |= wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(content)


# Files, one's own and by the link


@pytest.mark.parametrize("with_own_view", [False, True])
def test_files_by_the_link_are_ones_own(mine: Client, shown: User, with_own_view: bool) -> None:
    path = path_of(share(shown, with_own_view=with_own_view))
    asked = {"selv": "on"} if with_own_view else {}
    for suffix, kind in (("pdf", "application/pdf"), ("json", "application/json")):
        own, by_link = mine.get(f"{OWN}.{suffix}", asked), Client().get(f"{path}profil.{suffix}")
        assert own.content == by_link.content
        assert own["Content-Type"] == by_link["Content-Type"] == kind
        name = f'attachment; filename="profil-{timezone.localdate():%Y-%m-%d}.{suffix}"'
        assert own["Content-Disposition"] == by_link["Content-Disposition"] == name
        assert "no-store" in own["Cache-Control"]
    other = mine.get(f"{OWN}.json", {"selv": "" if with_own_view else "on"})
    assert other.content != by_link.content


def test_files_are_danish_whatever_anybody_reads(mine: Client, shown: User) -> None:
    with translation.override("en"):
        assert "Kan det selv" in write_json(shown, with_own_view=False)
    english = Client().get(f"/en{path_of(share(shown))}")
    assert "Level 3: Can do it independently" in english.text
    assert "Kan det selv" in mine.get(f"/en{OWN}.json").text


def test_pdf_is_accessible_and_holds_all(shown: User) -> None:
    with opened(write_pdf(shown, with_own_view=True)) as pdf:
        assert pdf.Root.Lang == "da-DK"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Kompetenceprofil: Åse Ærø"
        found = tags(pdf)
    assert (found.count("H1"), found.count("H2"), found.count("Table")) == (1, 2, 2)


def test_same_profile_gives_the_same_bytes_and_another_day_others(shown: User) -> None:
    with time_machine.travel(dt.datetime(2026, 12, 4, 8, tzinfo=dt.UTC)):
        morning = write_pdf(shown, with_own_view=False)
    with time_machine.travel(dt.datetime(2026, 12, 4, 18, tzinfo=dt.UTC)):
        assert write_pdf(shown, with_own_view=False) == morning
    with time_machine.travel(dt.datetime(2026, 12, 5, 8, tzinfo=dt.UTC)):
        assert write_pdf(shown, with_own_view=False) != morning


def test_file_follows_what_is_taken_back(shown: User, goals: Competence) -> None:
    row = shown.evidence.get(competence=goals, kind=EvidenceKind.OBSERVATION)
    path = path_of(share(shown))
    assert Client().get(f"{path}profil.json").json()["met"] == 1
    revoke_evidence(row, by=None)
    after = Client().get(f"{path}profil.json").json()
    assert (after["met"], after["requirements"][0]["confirmedLevel"]) == (0, 0)


@pytest.mark.parametrize("words", ['#panic("x")', "*a* _b_ \\ ]", "Åse »x« 🙂", "\u202eabc"])
def test_words_never_become_code(shown: User, unit: Workplace, words: str) -> None:
    User.objects.filter(pk=shown.pk).update(display_name=words)
    unit.name = words
    unit.save()
    shown.refresh_from_db()
    assert write_pdf(shown, with_own_view=True).startswith(b"%PDF")
    assert told(shown)["name"] == words


def test_everything_that_can_be_asked_for_fits(town: Any) -> None:
    call_command("setup_site", no_courses=True, verbosity=0)
    person = make_person(display_name="Camilla Østergaard-Ærenlund " * 4)
    employ(person, make_unit(name="Bostedet på Kløvermarkens Overdrev " * 3))
    for number, competence in enumerate(Competence.objects.current().requirements()):
        if not JobRequirement.objects.filter(competence=competence, job_function=JOB).exists():
            make_job_requirement(competence, 3)
        show(person, competence, 1 + number % 4, kind=EvidenceKind.CERTIFICATE)
    assert len(read(person).requirements) == 27
    with opened(write_pdf(person, with_own_view=True)) as pdf:
        assert 3 <= len(pdf.pages) <= 6


def test_own_files_ask_no_more_with_more_rows(mine: Client, employee: User, goals: Competence) -> None:
    for suffix in ("pdf", "json"):
        counts = []
        for _ in range(2):
            for _row in range(3):
                requirement = make_requirement(goals.parent)
                make_job_requirement(requirement, 2)
                show(employee, requirement, 3)
            mine.get(f"{OWN}.{suffix}")
            with CaptureQueriesContext(connection) as queries:
                mine.get(f"{OWN}.{suffix}")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 20, suffix


def test_file_is_what_the_domain_gives(shown: User) -> None:
    with translation.override("da"):
        assert as_json(read_shared_profile(shown, with_own_view=False)) == told(shown)
