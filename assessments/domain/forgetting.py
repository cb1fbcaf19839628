"""What is left of the answers of somebody who has gone."""

from accounts.models import User
from assessments.models import Attempt, CardRepetition, Draft, SharedReflection, TestSitting


def forget_answers(person: User) -> int:
    """Empty what the person has answered, and drop what was theirs alone; how many rows.

    An answer stays as a row with its points: a completion and the ledger rest on it. What was asked goes with
    what was answered, since a question may hold words of the person's own. Of a try at a test that was handed
    in, only whether it was passed stays, and not how much more time the person had.
    """
    gone = 0
    for theirs in (
        Draft.objects.filter(person=person),
        CardRepetition.objects.filter(person=person),
        SharedReflection.objects.filter(attempt__person=person),
        TestSitting.objects.filter(person=person, attempt=None),
    ):
        deleted, _kinds = theirs.delete()
        gone += deleted
    answers = Attempt.objects.filter(person=person).exclude(question={}, response={})
    tries = TestSitting.objects.filter(person=person).exclude(rule={})
    return (
        gone
        + answers.update(question={}, response={})
        + tries.update(rule={}, questions=[], answers={}, closes_at=None)
    )
