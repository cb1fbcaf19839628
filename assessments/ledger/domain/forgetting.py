"""What of the ledger goes when a person goes: the words. Rows and figures stay, and the chain with them."""

from accounts.models import User
from assessments.ledger.models import Evidence, Reminder


def forget(person: User) -> int:
    """Blank what stands in words in the person's ledger, and drop what they were reminded of; how many rows.

    The chain covers none of it: every row stays as it was written.
    """
    told, _by_model = Reminder.objects.filter(person=person).delete()
    words = Evidence.objects.filter(person=person).exclude(title="", reason="")
    return told + words.update(title="", reason="")
