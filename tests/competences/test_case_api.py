"""What others' programs read of the frameworks here: CASE over HTTP, and our import takes what it gives."""

import json
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import translation

from competences.domain.exchange.case_writing import case_uri
from competences.domain.export import export_framework
from competences.domain.framework import load_house_framework
from competences.models import Framework
from tests.competences.files import child, item, number, package, take_in
from tests.factories.competences import make_framework

pytestmark = pytest.mark.django_db
CASE = "/api/v1/case"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def get(path: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(path if path.startswith("/") else f"{CASE}/{path}", headers=headers)
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    return response.json()


def others(**document: Any) -> dict[str, Any]:
    told = package([item(1), item(2)], [child(2, 1), child(1, 0)])
    told["CFDocument"] |= document
    concept = {"identifier": number(60), "title": "Håb", "hierarchyCode": "1"}
    told["CFDefinitions"] = {
        "CFConcepts": [concept, concept | {"identifier": number(61), "hierarchyCode": "1.1"}],
        "CFSubjects": [{"identifier": number(62), "title": "Fag", "hierarchyCode": "1"}],
        "CFItemTypes": [{"identifier": number(63), "title": "Standard", "hierarchyCode": "1"}],
        "CFLicenses": [{"identifier": number(64), "title": "CC0"}],
        "CFAssociationGroupings": [{"identifier": number(65), "title": "Gruppe"}],
    }
    told["CFRubrics"] = [{"identifier": number(66), "title": "Trin"}]
    return told


def test_package_that_is_given_is_taken_in_as_the_same_framework(tmp_path) -> None:
    house = load_house_framework()
    told = get(f"CFPackages/{house.identifier}")
    assert told == json.loads(export_framework("KK2019"))
    house.delete()
    take_in(told, tmp_path)
    assert get(f"CFPackages/{house.identifier}")["CFItems"] == [
        entry | {"lastChangeDateTime": now["lastChangeDateTime"]}
        for entry, now in zip(told["CFItems"], get(f"CFPackages/{house.identifier}")["CFItems"], strict=True)
    ]


def test_every_address_that_we_give_out_answers() -> None:
    told = get(f"CFPackages/{load_house_framework().identifier}")
    for entry in (told["CFDocument"], *told["CFItems"][::10], *told["CFAssociations"][::10]):
        answer = get(urlsplit(entry["uri"]).path)
        assert entry.items() <= answer.items()


def test_documents_are_paged_sorted_and_cut(django_assert_num_queries) -> None:
    for title in ("B", "C", "A"):
        make_framework(title=title, is_current=False)
    with django_assert_num_queries(1):
        response = Client().get(f"{CASE}/CFDocuments?limit=1&offset=1&fields=title")
    assert response.json() == {"CFDocuments": [{"title": "B"}]}
    assert response["X-Total-Count"] == "3"
    here = f"http://testserver{CASE}/CFDocuments?limit=1"
    assert response["Link"] == (
        f'<{here}&offset=0&fields=title>; rel="first", <{here}&offset=2&fields=title>; rel="next",'
        f' <{here}&offset=0&fields=title>; rel="prev"'
    )
    last_first = get("CFDocuments?sort=title&orderBy=desc")["CFDocuments"]
    assert [document["title"] for document in last_first] == ["C", "B", "A"]
    for document in last_first:
        assert document["CFPackageURI"]["uri"] == case_uri("CFPackages", document["identifier"])


def test_item_comes_with_its_document_and_its_associations(tmp_path) -> None:
    take_in(others(), tmp_path)
    answer = get(f"CFItems/{number(1)}")
    assert answer["fullStatement"] == "Statement 1"
    assert answer["CFDocumentURI"]["identifier"] == number(0)
    both = get(f"CFItemAssociations/{number(1)}")
    assert both["CFItem"] == answer
    assert both["CFAssociations"] == others()["CFAssociations"]
    assert len(get(f"CFItemAssociations/{number(2)}")["CFAssociations"]) == 1


def test_definitions_and_rubrics_of_others_answer(tmp_path) -> None:
    take_in(others(), tmp_path)
    told = others()["CFDefinitions"]
    assert get(f"CFConcepts/{number(60)}") == {"CFConcepts": told["CFConcepts"]}
    assert get(f"CFConcepts/{number(61)}") == {"CFConcepts": told["CFConcepts"][1:]}
    assert get(f"CFSubjects/{number(62)}") == {"CFSubjects": told["CFSubjects"]}
    assert get(f"CFItemTypes/{number(63)}") == {"CFItemTypes": told["CFItemTypes"]}
    assert get(f"CFLicenses/{number(64)}") == told["CFLicenses"][0]
    assert get(f"CFAssociationGroupings/{number(65)}") == told["CFAssociationGroupings"][0]
    assert get(f"CFRubrics/{number(66)}")["title"] == "Trin"
    assert get(f"CFAssociations/{number(1021)}")["associationType"] == "isChildOf"


NOTHING = uuid.UUID("3faf3584-c6c6-4772-83f7-a9ff12146211")
ERRORS = {
    f"CFItems/{NOTHING}": (404, "unknownobject"),
    f"CFPackages/{NOTHING}": (404, "unknownobject"),
    f"CFRubrics/{NOTHING}": (404, "unknownobject"),
    "CFItems/not-a-uuid": (404, "invalid_uuid"),
    f"People/{NOTHING}": (404, "unknownobject"),
    "CFItems": (404, "unknownobject"),
    "CFDocuments?limit=0": (400, "invalid_selection_field"),
    "CFDocuments?offset=-1": (400, "invalid_selection_field"),
    "CFDocuments?fields=title,email": (400, "invalid_selection_field"),
    "CFDocuments?sort=email": (400, "invalid_sort_field"),
    "CFDocuments?sort=title&orderBy=up": (400, "invalid_sort_field"),
}


@pytest.mark.parametrize(("path", "error"), ERRORS.items())
def test_errors_are_said_as_the_specification_says_them(path, error) -> None:
    make_framework()
    status, code = error
    told = get(path, status)
    assert set(told) == {"imsx_codeMajor", "imsx_severity", "imsx_description", "imsx_codeMinor"}
    assert (told["imsx_codeMajor"], told["imsx_severity"]) == ("failure", "error")
    assert [field["imsx_codeMinorFieldValue"] for field in told["imsx_codeMinor"]["imsx_codeMinorField"]] == [
        code
    ]


def test_private_draft_is_not_public(tmp_path) -> None:
    take_in(others(adoptionStatus="Private Draft"), tmp_path)
    house = load_house_framework()
    listed = get("CFDocuments")["CFDocuments"]
    assert [document["identifier"] for document in listed] == [str(house.identifier)]
    for path in (f"CFPackages/{number(0)}", f"CFItems/{number(1)}", f"CFConcepts/{number(60)}"):
        get(path, 404)
    Framework.objects.filter(pk=house.pk).delete()
    for status in ("Draft", None):
        take_in(others(adoptionStatus=status), tmp_path)
        assert get(f"CFDocuments/{number(0)}")["adoptionStatus"] == status


def test_answer_that_is_known_already_is_not_sent_again() -> None:
    address = f"{CASE}/CFPackages/{load_house_framework().identifier}"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().post(address).status_code == 405
    assert "sessionid" not in first.cookies
    assert "csrftoken" not in first.cookies
