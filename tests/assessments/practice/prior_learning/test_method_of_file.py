"""A framework's file may not take a method away in which somebody has a certificate."""

import pytest
import yaml
from django.utils import translation

from accounts.enums import Role
from assessments.practice.models import MethodCertificate
from competences.domain.exchange.problems import ImportRefused
from competences.domain.framework import DATA, import_framework, load_house_framework
from competences.models import Method
from tests.factories.accounts import make_person
from tests.factories.practice_papers import make_certificate


@pytest.mark.django_db
def test_a_method_that_somebody_has_a_certificate_in_stays(lone, tmp_path):
    load_house_framework()
    file = tmp_path / "krav.yaml"
    told = yaml.safe_load((DATA / "kompetencekrav-2019.yaml").read_text(encoding="utf-8"))
    told["methods"] = [method for method in told["methods"] if method["code"] != "CTI"]
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    make_certificate(lone, Method.objects.get(code="CTI"), make_person(Role.COORDINATOR))
    with pytest.raises(ImportRefused) as refused, translation.override("en"):
        import_framework(file)
    assert refused.value.problems == [
        "krav.yaml, CTI: it is gone from the file, but something builds on it here: method certificates."
    ]
    assert Method.objects.count() == 7
    MethodCertificate.objects.all().delete()
    import_framework(file)
    assert Method.objects.count() == 6
