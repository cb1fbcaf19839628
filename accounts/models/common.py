"""What is the same for everybody, and the token that says whether it still is."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction

Row = TypeVar("Row", bound=models.Model)


class CommonVersion(models.Model):
    """One row: a token that changes with everything that everybody sees alike, in the same transaction.

    What was made of such rows and pages under a token holds as long as the database holds that token
    (`accounts.domain.common.keep`).
    """

    token = models.UUIDField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.token)

    @staticmethod
    def change() -> None:
        """From now on all that was kept is to be read anew; call it in the transaction of the change."""
        CommonVersion.objects.bulk_create(
            [CommonVersion(pk=1, token=uuid.uuid4())],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["token"],
        )


@contextmanager
def _changing() -> Iterator[None]:
    """What is written inside and the new token: both, or neither."""
    with transaction.atomic(savepoint=False):
        yield
        CommonVersion.change()


class CommonQuerySet(models.QuerySet[Row]):
    """Rows of a `Common` model: whatever changes many of them changes the token."""

    def update(self, **values: Any) -> int:
        with _changing():
            return super().update(**values)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        with _changing():
            return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        with _changing():
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Common(models.Model):
    """A row that everybody sees alike, changed seldom and read by many pages.

    Its manager is one of `CommonQuerySet`. What is kept of it says nothing about a person.
    """

    objects: ClassVar[Any] = CommonQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with _changing():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with _changing():
            return super().delete(*args, **kwargs)
