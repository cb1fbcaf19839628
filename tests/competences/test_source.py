"""The house's data against its source: codes, sections, names and marks of the report and its companions.

What stands here was read off the sources by hand, so that the data can be changed only together with it.
"""

import pytest
import yaml

from competences.domain.framework import DATA, load_house_framework
from competences.domain.queries import conditions, told_of_areas
from competences.enums import CompetenceKind, ProfileKind
from competences.models import Competence, Framework
from tests.plain_language import lix

# Code of a requirement: its section. Chapter 4 tells of tools, chapter 3 of the citizen's recovery.
REQUIREMENTS = {
    **{"M.1": "4.1.1", "M.2": "4.1.2", "F.1": "4.2.1", "F.2": "4.2.2"},
    **{"L.1": "4.3.1", "L.2": "4.3.2", "L.3": "4.3.3"},
    **{"O.1": "4.4.1", "O.2": "4.4.2", "O.3": "4.4.3", "O.4": "4.4.4"},
    **{"R1.1": "3.2.2", "R1.2": "3.2.3", "R1.3": "3.2.3", "R1.4": "3.2.4"},
    **{"R2.1": "3.3.1", "R2.2": "3.3.2", "R2.3": "3.3.3", "R2.4": "3.3.4"},
    **{"R3.1": "3.4.1", "R3.2": "3.4.2", "R3.3": "3.4.3", "R3.4": "3.4", "R3.5": "3.4.4"},
    **{"R4.1": "3.5.1", "R4.2": "3.5.2", "R4.3": "3.5.3-3.5.4"},
}
PARTS = {
    **{"M.1a": "4.1.1.1", "M.1b": "4.1.1.2", "M.1c": "4.1.1.3"},
    **{"M.2a": "4.1.2.1", "M.2b": "4.1.2.2", "M.2c": "4.1.2.3"},
    **{"F.2a": "4.2.2.1", "F.2b": "4.2.2.2"},
    **{"R2.3a": "3.3.3.1", "R2.3b": "3.3.3.2", "R2.3c": "3.3.3.3", "R2.4a": "3.3.4.1"},
    **{"R4.2a": "3.5.2.1", "R4.2b": "3.5.2.2", "R4.3a": "3.5.3.1", "R4.3b": "3.5.4"},
}
METHODS = {"CTI", "ACT", "FIT", "MI", "SFT", "AD", "LA"}
# Bilag 1, both tables, row by row. The second one names Hillerød by its alias.
MARKS = {
    "KL": {"R1", "R2", "R3", "R4", "M.1", "M.2", "F.1", "F.2", "L.1", "O.2"},
    "København": {"R1", "R2", "R3", "R4", "M.1", "F.2", "L.1", "O.2"},
    "Aalborg": {"R1", "R2", "R3", "R4", "M.1", "F.1", "F.2", "L.1", "O.2"},
    "Odense": {"R1", "R2", "R3", "R4", "M.1", "M.2", "F.1", "F.2", "L.1", "O.2"},
    "Esbjerg": {"R1", "R2", "R3", "R4", "M.1", "F.2", "L.1", "O.2"},
    "Herning": {"R1", "R2", "R3", "R4", "M.1", "M.2", "F.2", "L.1", "O.2"},
    "Horsens": {"R2", "R3", "R4", "M.2", "F.1", "O.2"},
    "Assens": {"R1", "R3", "M.1", "M.2", "L.1"},
    "Hillerød": {"R2", "R3", "R4", "M.1", "F.2", "L.1", "O.2"},
    "Fredericia": {"R2", "R3", "R4", "L.1", "O.2"},
    "Hvidovre": {"R1", "R2", "R3", "R4", "M.1", "F.2", "L.1", "O.2"},
}
CONDITIONS = {
    "K1": "Definitionen af kerneopgaven",
    "K2": "Målgruppernes forskellige støttebehov",
    "K3": "Den strukturelle udvikling",
    "K4": "Fordeling af faggrupper og opgavedelingen mellem dem",
}
# Section 1.3.2: "Her er målet …", in the report's own words.
AIMS = {
    "R1": "»Opretholde en daglig livsførelse«",
    "R2": "»Et sundere liv«",
    "R3": "»Modvirke ensomhed«",
    "R4": "»Har noget at stå op til«",
}
ELEMENTS = {
    "Tværgående orientering og beslutningskompetence": [
        "Bring de rigtige aktører sammen",
        "Opsæt fælles mål, skab en plan og evaluer samarbejdet",
        "Afklar og uddeleger beslutningskompetence og skab smidige beslutningskæder",
    ],
    "Gensidig kommunikation og vidensdeling": [
        "Skab gensidigt kendskab",
        "Afklar rammerne for vidensdeling og kommunikationsveje",
    ],
    "Samarbejdskultur og psykologisk tryghed": [
        "Afstem roller og værdier for samarbejdskulturen med fokus på mangfoldighed, tryghed og respekt",
    ],
}
PRINCIPLES = [
    "Tag udgangspunkt i borgernes håb, ønsker og drømme",
    "Fokusér på borgernes ressourcer",
    "Inddrag borgernes lokalsamfund og netværk",
    "Arbejd koordineret med borgernes samlede livssituation",
    "Sørg for at følge op, så indsatsen altid er den rette",
    "Mød borgerne med åbenhed, tillid og respekt",
    "Hjælp borgerne så tidligt som muligt",
    "Brug metoder og viden, der virker",
]
PREREQUISITES = [
    "Politisk fokus",
    "Klart strategisk afsæt",
    "Tydelig og vedholdende ledelse",
    "Tæt samarbejde på tværs",
    "Udvikling af kompetencer og faglighed",
    "Kulturudvikling",
    "Myndighedsarbejdet",
    "Relevante og fleksible tilbud",
]


@pytest.fixture
def house(db) -> Framework:
    return load_house_framework()


def sections_of(house: Framework, kind: CompetenceKind) -> dict[str, str]:
    return dict(house.competences.filter(kind=kind).values_list("code", "section"))


def names(points: list[str]) -> list[str]:
    """Each point's official name: what stands before our explanation, which it must have."""
    assert all(point.split(": ", 1)[1] for point in points)
    return [point.split(": ", 1)[0] for point in points]


def test_requirements_parts_and_methods_are_those_of_the_report(house) -> None:
    assert sections_of(house, CompetenceKind.REQUIREMENT) == REQUIREMENTS
    assert sections_of(house, CompetenceKind.PART) == PARTS
    assert (len(REQUIREMENTS), len(PARTS)) == (27, 16)
    assert set(house.methods.values_list("code", flat=True)) == METHODS


def test_eleven_actors_have_the_marks_of_the_two_tables(house) -> None:
    rows = house.strategies.prefetch_related("focus")
    assert {row.name: {entry.code for entry in row.focus.all()} for row in rows} == MARKS


def test_conditions_and_sides_of_recovery_are_read_in(house) -> None:
    found = house.profiles.filter(kind=ProfileKind.CONDITION)
    assert dict(found.values_list("code", "title")) == CONDITIONS
    assert [title for title, _told in conditions()] == list(CONDITIONS.values())
    told = told_of_areas()
    codes = dict(Competence.objects.areas().values_list("pk", "code"))
    assert {codes[area] for area in told} == set(AIMS)
    for area, sections in told.items():
        assert [one.heading for one in sections] == [
            *("Målet", "Det vigtigste samarbejde", "Det svære valg", "Kilde"),
        ]
        assert sections[0].points[0].startswith(AIMS[codes[area]])


def test_models_use_their_official_names_with_our_words_beside_them(house) -> None:
    vive = house.profiles.get(code="vive_koordineret_indsats").sections[:-1]
    assert {section["title"]: names(section["points"]) for section in vive} == ELEMENTS
    core = house.profiles.get(code="kerneelementer_2020").sections
    assert names(core[0]["points"]) == PRINCIPLES
    assert names(core[1]["points"]) == PREREQUISITES


def test_our_own_words_are_plain() -> None:
    file = yaml.safe_load((DATA / "roller-og-modeller.yaml").read_text(encoding="utf-8"))
    words = [
        text
        for entry in (*file["conditions"], *file["aspects"])
        for key in ("meaning", "aim", "partner", "dilemma")
        for text in ([entry[key]] if isinstance(entry.get(key), str) else entry.get(key, []))
    ]
    assert lix(words) <= 34
