from itertools import islice

from django.db import migrations
from django.utils import timezone

from assessments.ledger.chain import FACTS, NOTHING, Facts, next_link, read_keys, seal
from assessments.ledger.domain.chain import store_links

PEOPLE_AT_ONCE = 500


def chain_what_stands(apps, schema_editor):
    """Rows of before there were chains are linked as they stand, on the day of the migration.

    Memory is bounded by the rows of some hundred people.
    """
    Evidence, ChainHead = apps.get_model("ledger", "Evidence"), apps.get_model("ledger", "ChainHead")
    keys, today = read_keys(), timezone.localdate()
    people = iter(list(Evidence.objects.order_by("person").values_list("person", flat=True).distinct()))
    while some := list(islice(people, PEOPLE_AT_ONCE)):
        last, links = {}, []
        rows = Evidence.objects.filter(person__in=some).order_by("person", "pk").values_list("pk", *FACTS)
        for pk, *columns in rows:
            facts = Facts(*columns)
            last[facts.person_id] = next_link(facts, last.get(facts.person_id, NOTHING), today, keys)
            links.append((pk, last[facts.person_id]))
        store_links(links)
        ChainHead.objects.bulk_create(
            [ChainHead(person_id=person, link=link, seal=seal(link, keys)) for person, link in last.items()]
        )


def unchain(apps, schema_editor):
    apps.get_model("ledger", "ChainHead").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_a_chain_for_each_person")]

    operations = [migrations.RunPython(chain_what_stands, unchain)]
