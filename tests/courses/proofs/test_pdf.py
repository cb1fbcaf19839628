"""The PDF: for everyone's eyes and ears, in Danish, and nothing in it is code."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from courses.models import Completion, CoursePage
from courses.proofs.domain.pdf import render_pdf
from courses.proofs.domain.proofs import make_proof
from courses.proofs.domain.qr_code import qr_svg
from courses.proofs.models import Proof
from courses.proofs.views.proofs import proof_document
from tests.courses.proofs.pdf import elements, opened, tags


def test_pdf_says_that_it_is_accessible_and_is_tagged(proof: Proof) -> None:
    with opened(render_pdf("proof.typ", proof_document(proof))) as pdf:
        assert pdf.pdf_version == "1.7"
        assert (pdf.Root.Lang, pdf.Root.ViewerPreferences.DisplayDocTitle) == ("da-DK", True)
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Kursusbevis: Målene er borgerens"
        found = tags(pdf)
    assert (found.count("H1"), found.count("H2")) == (1, 4)
    assert {"Table", "TH", "TD", "L", "LI", "Link"} <= set(found)


def test_pdf_is_fetched_by_its_holder(as_person: Client, proof: Proof) -> None:
    answer = as_person.get(reverse("proofs:proof_pdf", args=[proof.completion_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="bevis-{proof.number}.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")


def test_document_is_danish_whatever_the_holder_reads(completion: Completion) -> None:
    with translation.override("en"):
        document = proof_document(make_proof(completion))
    assert document["duration"] == "1 time og 20 minutter"
    assert document["requirements"][0]["word"] == "Kan det med støtte"
    assert re.fullmatch(r"\d{1,2}\. [a-z]+ \d{4}", document["completed"])
    assert document["check_words"] == "laer.example.org/bevis/"


@pytest.mark.parametrize(
    "words", ['#panic("x")', "*a* _b_ `c` $d$ #[e] \\ ]", '"}]', "Åse Ærø »x« 🙂", "\u202eabc", "李\a\\u0007"]
)
def test_words_never_become_code(proof: Proof, words: str) -> None:
    document = proof_document(proof)
    requirement = {**document["requirements"][0], "title": words, "word": words}
    for field in ("name", "title", "issuer", "framework", "number"):
        document[field] = words
    document |= {"objectives": [words], "parts": [words], "requirements": [requirement]}
    assert render_pdf("proof.typ", document).startswith(b"%PDF")


def test_long_proof_goes_on_over_the_page(proof: Proof) -> None:
    document = proof_document(proof)
    document["parts"] = [f"Modul {number}" for number in range(80)]
    with opened(render_pdf("proof.typ", document)) as pdf:
        assert len(pdf.pages) > 1


def test_proof_of_a_bare_module_is_a_pdf_too(
    as_person: Client, person: User, proven_course: CoursePage, complete: Callable[..., Completion]
) -> None:
    module: Any = proven_course.get_children().first().specific
    completion = complete(person, module)
    proof = make_proof(completion)
    document = proof_document(proof)
    assert (document["duration"], document["parts"], document["objectives"]) == ("", [], [])
    with opened(render_pdf("proof.typ", document)) as pdf:
        assert tags(pdf).count("H2") == 1


def test_box_to_check_stands_on_the_first_page_with_a_code(proof: Proof) -> None:
    document = proof_document(proof)
    document["parts"] = [f"Modul {number}" for number in range(80)]
    assert document["check"].endswith(f"/bevis/{proof.number}/")
    with opened(render_pdf("proof.typ", document)) as pdf:
        (figure,) = [element for element in elements(pdf) if element.S == "/Figure"]
        # Words instead of the picture, with the address: it is read aloud, and PDF/UA asks for it.
        assert document["check_words"] in str(figure.Alt)
        assert figure.Pg.objgen == pdf.pages[0].obj.objgen


def test_code_is_the_address_of_the_check(proof: Proof) -> None:
    document = proof_document(proof)
    assert document["code"] == qr_svg(document["check"])
    assert qr_svg(document["check"]) != qr_svg(document["check"] + "x")
    root = ElementTree.fromstring(document["code"])  # noqa: S314 (we have drawn it)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not {"style", "script"} & {element.tag.rpartition("}")[2] for element in root.iter()}


def test_page_of_the_proof_has_the_code_too(as_person: Client, proof: Proof) -> None:
    html = as_person.get(reverse("proofs:proof", args=[proof.completion_id])).text
    assert qr_svg(proof_document(proof)["check"]) in html
    assert 'role="img" aria-label="Kode, der åbner siden, hvor kursusbeviset kontrolleres"' in html
