"""Who has looked at the assistant, so that the page about it is not empty."""

import datetime as dt

from accounts.models import PersonalRead, User
from demo.domain.data import at, minute, read


def build_reads(today: dt.date) -> None:
    """Write down what data/reads.yaml tells. `accounts.domain.reads` writes only what is seen now."""
    content = read("data/reads")
    people = {person.email: person for person in User.objects.filter(email__endswith="@example.org")}
    rows = []
    for told in content["reads"]:
        moment = at(today - dt.timedelta(days=told["days_ago"]), minute(told["at"]))
        rows.append(
            PersonalRead(
                person=people[content["of"]],
                reader=people[told["by"]],
                what=told["what"],
                read_at=moment,
                hour=moment.replace(minute=0),
            )
        )
    PersonalRead.objects.bulk_create(rows)
