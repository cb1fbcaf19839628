"""Answers that are begun and not sent yet."""

from collections.abc import Mapping

from django.db.models import BigIntegerField
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from assessments.models import Draft


def save_draft(person: User, page: Page, block_id: str, fields: Mapping[str, list[str]]) -> None:
    """Keep what somebody has written or chosen so far, in place of what was kept before; one query."""
    Draft.objects.bulk_create(
        [
            Draft(
                person=person,
                page_id=page.pk,
                block_id=block_id,
                fields=dict(fields),
                saved_at=timezone.now(),
            )
        ],
        update_conflicts=True,
        unique_fields=["person", "page", "block_id"],
        update_fields=["fields", "saved_at"],
    )


def drop_draft(person: User, page: Page, block_id: str) -> None:
    """Forget what was begun; nothing happens where there is nothing."""
    Draft.objects.of(person, page).filter(block_id=block_id).delete()


def read_drafts(person: User, page: Page) -> dict[str, Draft]:
    """The person's drafts on the page by block id."""
    return {str(draft.block_id): draft for draft in _BEGUN(person=person.pk, page=page.pk)}


_BEGUN = Prepared(
    lambda person, page: Draft.objects.filter(person=person, page=page),
    person=BigIntegerField(),
    page=BigIntegerField(),
)
