"""What every column of the school's own tables may say. A column that is not here fails a test."""

from enum import Enum

from django.db import models


class Says(Enum):
    """A kind of thing that a column holds."""

    # Drawn: it was made of nothing.
    DRAWN = "drawn"
    # A hash with the server's secret, by which something is found again.
    PROOF = "proof"
    KEY = "key"
    MOMENT = "moment"
    NUMBER = "number"
    MARK = "mark"
    # One of a few words, which the class of the choices lists.
    STATE = "state"
    # What whoever comes has written: the form takes no CPR number.
    THEIRS = "theirs"
    # What those who teach have written for each other: the form takes none either.
    TEACHERS = "teachers"
    # Encrypted: by the code that its owner has, or with the server's secret.
    SEALED = "sealed"
    # A file that those who teach have put up.
    FILE = "file"
    # What was counted or told of five or more, and their lines, without an order.
    TOLD = "told"
    # Written for the programme, or for those who run the school, of workshops and houses.
    OPEN = "open"


# The fields that can hold it.
FIELDS: dict[Says, tuple[type[models.Field], ...]] = {
    Says.DRAWN: (models.UUIDField,),
    Says.PROOF: (models.CharField,),
    Says.KEY: (
        models.ForeignKey,
        models.OneToOneField,
    ),
    Says.MOMENT: (
        models.DateField,
        models.TimeField,
    ),
    Says.NUMBER: (
        models.IntegerField,
        models.BigAutoField,
    ),
    Says.MARK: (models.BooleanField,),
    Says.STATE: (models.CharField,),
    Says.THEIRS: (
        models.CharField,
        models.TextField,
    ),
    Says.TEACHERS: (
        models.CharField,
        models.TextField,
        models.TimeField,
    ),
    Says.SEALED: (models.BinaryField,),
    Says.FILE: (models.FileField,),
    Says.TOLD: (models.JSONField,),
    Says.OPEN: (
        models.CharField,
        models.TextField,
        models.URLField,
        models.SlugField,
    ),
}

COLUMNS: dict[str, dict[str, Says]] = {
    "SignUp": {
        "id": Says.DRAWN,
        "session": Says.KEY,
        "brought_by": Says.KEY,
        "seed": Says.DRAWN,
        "holder": Says.PROOF,
        "token_hash": Says.PROOF,
        "code_hash": Says.PROOF,
        "calendar_hash": Says.PROOF,
        "calendar_seed": Says.DRAWN,
        "letter_key": Says.DRAWN,
        "is_unreached": Says.MARK,
        "reminded_of_day": Says.MOMENT,
        "reminded_of_answer": Says.MOMENT,
        "name": Says.THEIRS,
        "address": Says.THEIRS,
        "needs": Says.THEIRS,
        "contact": Says.STATE,
        "language": Says.STATE,
        "state": Says.STATE,
        "number": Says.NUMBER,
        "unanswered": Says.NUMBER,
        "signed_up_at": Says.MOMENT,
        "state_since": Says.MOMENT,
        "in_line_since": Says.MOMENT,
        "offer_ends_at": Says.MOMENT,
        "paused_until": Says.MOMENT,
        "forgotten_at": Says.MOMENT,
        "has_paused": Says.MARK,
        "may_have_kept": Says.MARK,
        "is_drop_in": Says.MARK,
    },
    "Erasure": {"sign_up": Says.DRAWN, "erased_on": Says.MOMENT},
    "Facilitator": {
        "id": Says.NUMBER,
        "name": Says.OPEN,
        "knowledge": Says.STATE,
        "shows_knowledge": Says.MARK,
        "person": Says.KEY,
    },
    "Teaching": {"id": Says.NUMBER, "session": Says.KEY, "facilitator": Says.KEY},
    "PlanVersion": {
        "id": Says.NUMBER,
        "session": Says.KEY,
        "number": Says.NUMBER,
        "written_by": Says.KEY,
        "written_at": Says.MOMENT,
    },
    "PlanRow": {
        "id": Says.NUMBER,
        "version": Says.KEY,
        "position": Says.NUMBER,
        "begins": Says.TEACHERS,
        "what": Says.TEACHERS,
        "words": Says.TEACHERS,
    },
    "TeachingNote": {
        "id": Says.DRAWN,
        "session": Says.KEY,
        "written_by": Says.KEY,
        "written_at": Says.MOMENT,
        "words": Says.TEACHERS,
    },
    "Session": {
        "id": Says.NUMBER,
        "workshop": Says.KEY,
        "term": Says.KEY,
        "place": Says.KEY,
        "starts_at": Says.MOMENT,
        "ends_at": Says.MOMENT,
        "cancelled_at": Says.MOMENT,
        "changed_at": Says.MOMENT,
        "room": Says.OPEN,
        "online_url": Says.OPEN,
        "seats": Says.NUMBER,
        "kept_seats": Says.NUMBER,
        "sequence": Says.NUMBER,
        "is_published": Says.MARK,
        "uid": Says.DRAWN,
        "is_recorded": Says.MARK,
    },
    "Term": {
        "id": Says.NUMBER,
        "title": Says.OPEN,
        "slug": Says.OPEN,
        "lead": Says.OPEN,
        "starts_on": Says.MOMENT,
        "ends_on": Says.MOMENT,
        "is_published": Says.MARK,
    },
    "Place": {
        "id": Says.NUMBER,
        "name": Says.OPEN,
        "street": Says.OPEN,
        "way_in": Says.OPEN,
        "for_facilitators": Says.OPEN,
        "has_steps": Says.MARK,
        "has_lift": Says.MARK,
        "has_accessible_toilet": Says.MARK,
        "has_hearing_loop": Says.MARK,
        "has_quiet_room": Says.MARK,
    },
    "SchoolSettings": {
        "id": Says.NUMBER,
        "mail_sender": Says.OPEN,
        "mail_subject": Says.OPEN,
        "calendar_title": Says.OPEN,
        "days_kept_after_term": Says.NUMBER,
        "video_service": Says.OPEN,
    },
    "Claim": {"number": Says.DRAWN, "dated_on": Says.MOMENT},
    "LinkMark": {"mark": Says.PROOF},
    "FeedbackBox": {
        "session": Says.KEY,
        "good": Says.NUMBER,
        "even": Says.NUMBER,
        "low": Says.NUMBER,
        "lines": Says.TOLD,
    },
    "FeedbackRelease": {
        "id": Says.NUMBER,
        "session": Says.KEY,
        "told_on": Says.MOMENT,
        "answered": Says.NUMBER,
        "told": Says.TOLD,
        "lines": Says.TOLD,
    },
    "KeptPlace": {"id": Says.DRAWN, "person": Says.KEY, "sealed": Says.SEALED},
    "KeptPlan": {"id": Says.DRAWN, "person": Says.KEY, "sealed": Says.SEALED},
    "OwnCalendar": {
        "id": Says.DRAWN,
        "person": Says.KEY,
        "address_hash": Says.PROOF,
        "number": Says.NUMBER,
    },
    "OwnPlan": {
        "id": Says.DRAWN,
        "code_hash": Says.PROOF,
        "sealed": Says.SEALED,
        "version": Says.NUMBER,
        "opened_in": Says.MOMENT,
    },
    "Material": {
        "id": Says.DRAWN,
        "session": Says.KEY,
        "put_by": Says.KEY,
        "put_at": Says.MOMENT,
        "title": Says.TEACHERS,
        "audience": Says.STATE,
        "may_stand_open": Says.MARK,
        "stands_open": Says.MARK,
        "file": Says.FILE,
        "pages": Says.NUMBER,
    },
    "Recording": {
        "id": Says.DRAWN,
        "session": Says.KEY,
        "put_by": Says.KEY,
        "put_at": Says.MOMENT,
        "address": Says.OPEN,
        "file": Says.FILE,
    },
    "RecordingConsent": {
        "id": Says.DRAWN,
        "recording": Says.KEY,
        "sign_up": Says.KEY,
        "teaching": Says.KEY,
        "asked_by": Says.KEY,
        "said_on": Says.MOMENT,
    },
    "Recommendation": {
        "id": Says.NUMBER,
        "sort_order": Says.NUMBER,
        "school": Says.KEY,
        "lesson": Says.KEY,
        "why": Says.OPEN,
    },
}
