"""By which keys this room knows people, and how it forgets them."""

from collections.abc import Collection, Mapping

from accounts.models import User
from releases.models import Alias


class Keys:
    """The keys of everybody, read once; one is drawn for whoever is first counted. Not for two at a time."""

    def __init__(self) -> None:
        self._known = {person: key.int for person, key in Alias.objects.values_list("person", "key")}

    def of(self, people: Collection[int]) -> Mapping[int, int]:
        """The keys of these people, and of others, as numbers; a query only where somebody has none."""
        new = [Alias(person_id=person) for person in sorted(set(people) - self._known.keys())]
        Alias.objects.bulk_create(new, batch_size=5_000)
        self._known |= {alias.person_id: alias.key.int for alias in new}
        return self._known


def forget(person: User) -> int:
    """Part the person from their key: nobody can say any more whose the episodes were. How many keys went.

    Released tables stay as they are: they are of five people and more, and were made once.
    """
    return Alias.objects.filter(person=person).delete()[0]
