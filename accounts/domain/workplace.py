"""Writes on the workplace tree."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.enums import WorkplaceKind
from accounts.models import Workplace

BELOW = {
    None: WorkplaceKind.MUNICIPALITY,
    WorkplaceKind.MUNICIPALITY: WorkplaceKind.CENTRE,
    WorkplaceKind.CENTRE: WorkplaceKind.UNIT,
}


def kind_below(parent: Workplace | None) -> WorkplaceKind:
    """The kind of what is added under `parent` (None: at the top). ValidationError under a unit."""
    kind = BELOW.get(WorkplaceKind(parent.kind) if parent is not None else None)
    if kind is None:
        raise ValidationError(_("There is nothing below a unit."))
    return kind


@transaction.atomic
def add_workplace(
    *, parent: Workplace | None, name: str, slug: str, setting: str = "", user: Any = None
) -> Workplace:
    """Add a workplace under `parent`, last among its siblings; its kind follows from where it is put.

    Raises ValidationError when it would lie under a unit, or its setting does not go with its kind.
    """
    workplace = Workplace(name=name, slug=slug, kind=kind_below(parent), setting=setting)
    workplace.full_clean(exclude=["path", "depth", "numchild"])
    if parent is None:
        Workplace.add_root(instance=workplace)
    else:
        Workplace.objects.get(pk=parent.pk).add_child(instance=workplace)
    record_action(workplace, "accounts.add_workplace", user=user)
    return workplace
