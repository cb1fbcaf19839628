"""What goes of development talks when a person does."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from development.models import Agreement, FollowUp, Goal, PlanReminder, PrivateNote, ShownTalk, Talk


@transaction.atomic
def forget(person: User) -> int:
    """Empty every word of the talks about the person, and end what they are in; how many rows that were.

    Who agreed to which version, and when, stands, and so does what became of it: without a word. What they
    wrote in talks about others is about those, and stays.
    """
    now = timezone.now()
    ended = Talk.objects.open().filter(Q(person=person) | Q(manager=person)).update(ended_at=now)
    talks, goals = Talk.objects.filter(person=person), Goal.objects.filter(talk__person=person)
    agreements = Agreement.objects.filter(version__talk__person=person)
    told = FollowUp.objects.filter(agreement__version__talk__person=person)
    emptied = (
        talks.exclude(place="").update(place="")
        + goals.exclude(text="", why="").update(text="", why="")
        + agreements.exclude(what="", who="").update(what="", who="")
        + told.exclude(words="").update(words="")
    )
    hidden = ShownTalk.objects.holding().filter(talk__person=person).update(withdrawn_at=now)
    notes, _kinds = PrivateNote.objects.filter(talk__person=person).delete()
    reminders, _kinds = PlanReminder.objects.filter(person=person).delete()
    return ended + emptied + hidden + notes + reminders
