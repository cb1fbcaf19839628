"""Writes on the workplace tree."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.enums import WorkplaceKind
from accounts.models import PastSetting, Workplace

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


@transaction.atomic
def save_workplace(workplace: Workplace) -> None:
    """Save what somebody has changed of a workplace that is there already.

    Another setting counts from today: the one before it is kept as what the unit was up to yesterday. Of
    several changes on one day the last counts, and what lay between has never held.
    """
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    had = Workplace.objects.select_for_update().values_list("setting", flat=True).get(pk=workplace.pk)
    if had != workplace.setting:
        PastSetting.objects.get_or_create(workplace=workplace, last_day=yesterday, defaults={"setting": had})
    workplace.save()
