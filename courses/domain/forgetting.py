"""What is left of somebody who has gone, in what they learnt and taught."""

from accounts.models import User
from courses.models import Completion, CourseRun


def forget_learning(person: User) -> int:
    """Blank why a completion was taken back, and name the person as a teacher no more; how many rows.

    That something was taken, completed or attended stays: evidence rests on it.
    """
    told = Completion.objects.filter(person=person).exclude(taken_back_reason="")
    # The rows between, not the run's field: that one writes when the run is saved.
    taught: int = CourseRun.teachers.through.objects.filter(user=person).delete()[0]
    return taught + told.update(taken_back_reason="")
