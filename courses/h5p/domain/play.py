"""Whether a frame may play: by its token, and by what holds at this moment."""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.domain.refusals import AnswerRefused, Refusal, Refused
from assessments.h5p.domain.play import is_active, open_version
from assessments.h5p.domain.tokens import Play, TokenRefused, read_token
from courses.domain.begun import save_begun
from courses.models import Enrolment, LessonPage


class PlayClosed(Refused):
    """The token is not ours, is too old, or its person or enrolment is gone, or the code is not approved."""

    def __init__(self) -> None:
        super().__init__(
            _("The activity has been open too long, or you have left the course. Open the lesson again."),
            Refusal.FORBIDDEN,
        )


def open_play(token: str) -> tuple[Play, UUID]:
    """Who plays what, and the folder of the version; one query. Raises `PlayClosed`."""
    try:
        play = read_token(token)
    except TokenRefused:
        raise PlayClosed from None
    if play.enrolment_id is None:
        is_open = is_active(play.person_id)
    else:
        enrolment = Enrolment.objects.filter(
            pk=play.enrolment_id, person_id=play.person_id, person__is_active=True
        )
        is_open = Exists(enrolment)
    folder_id = open_version(play.version_id, is_open)
    if folder_id is None:
        raise PlayClosed
    return play, folder_id


def keep_state(
    *, person: User, lesson: LessonPage, block_id: str, token: str, registration: UUID, state: str
) -> None:
    """Keep how far somebody has come in a piece of content, to go on from there; empty: nothing is kept.

    It is a draft: not logged, the person's alone. An answer does not end it: content may say the first of
    many after one click. Raises `PlayClosed`, `NotEnrolled`, `AnswerRefused`, and `AlreadySent` where the
    person has said in the form that they are done with it.
    """
    play, _folder = open_play(token)
    if play.person_id != person.pk or play.enrolment_id is None:
        raise PlayClosed
    with transaction.atomic():
        _refuse_other_content(lesson, block_id, play)
        fields = {"submission_key": [str(registration)], "state": [state]}
        save_begun(person=person, lesson=lesson, block_id=block_id, fields=fields, is_by_itself=True)


def _refuse_other_content(lesson: LessonPage, block_id: str, play: Play) -> None:
    block = next((block for block in lesson.body if block.id == block_id), None)
    content = block.value["content"] if block is not None and block.block_type == "h5p" else None
    if content is None or not content.versions.filter(pk=play.version_id).exists():
        raise AnswerRefused(
            _("The activity is not on the page any more. Open the lesson again."), Refusal.NOT_THERE
        )
