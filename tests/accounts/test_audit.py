import pytest
from wagtail.models import ModelLogEntry

from accounts.domain.audit import one_act, record_action
from accounts.models import User

pytestmark = pytest.mark.django_db
ACTION = "assessments.record_evidence"


@pytest.fixture
def person():
    return User.objects.create_user("aase@example.org", display_name="Åse Ærø")


def test_record_action_is_one_query_and_names_nobody(person, django_assert_num_queries):
    record_action(person, ACTION, user=person)
    with django_assert_num_queries(1):
        record_action(person, ACTION, user=person, data={"page": 7})
    entry = ModelLogEntry.objects.order_by("pk").last()
    assert (entry.label, entry.user, entry.data) == (f"accounts.User {person.pk}", person, {"page": 7})


def test_record_action_refuses_an_action_that_is_not_registered(person):
    with pytest.raises(ValueError, match=r"made\.up"):
        record_action(person, "made.up")


def test_one_act_writes_all_its_entries_with_one_query(person, django_assert_num_queries):
    record_action(person, ACTION)
    with django_assert_num_queries(1), one_act():
        for _ in range(3):
            record_action(person, ACTION)
    assert ModelLogEntry.objects.filter(action=ACTION).count() == 4


def test_one_act_that_fails_logs_nothing_and_leaves_no_act_open(person):
    def act_and_fail() -> None:
        record_action(person, ACTION)
        raise RuntimeError

    with pytest.raises(RuntimeError), one_act():
        act_and_fail()
    assert not ModelLogEntry.objects.filter(action=ACTION).exists()
    record_action(person, ACTION)
    assert ModelLogEntry.objects.filter(action=ACTION).count() == 1
