"""What is left of what somebody who has gone did in activities that were made elsewhere."""

from accounts.models import User
from assessments.h5p.models import XAPIStatement


def forget_statements(person: User) -> int:
    """Delete what was said that the person did, and what was to be sent on; how many rows.

    What a learning record store elsewhere has got stays there, under an account name that says nothing.
    Packages that the person brought are the house's.
    """
    gone, _kinds = XAPIStatement.objects.filter(person=person).delete()
    return gone
