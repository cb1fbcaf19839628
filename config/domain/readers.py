"""Who may read a file that somebody brought: everybody once a page shows it, those at work before."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import CollectionViewRestriction, DraftStateMixin, Page, ReferenceIndex
from wagtail.permissions import policy_registry

from accounts.rules import is_in_workshop


class Reach(Enum):
    """Whom a file is answered to."""

    EVERYBODY = "everybody"
    THIS_PERSON = "this person"
    NOBODY = "nobody"


def reach_of(item: Any, user: Any, *, opens: Callable[[CollectionViewRestriction], bool]) -> Reach:
    """Whom an image or a document may be shown to, as far as whoever asks is concerned.

    The reference index holds what pages say as they are published: what a draft shows is not in it before its
    day. Those who write, sign and coordinate see files at work too, and those whom Wagtail lets use the item.
    `opens` says whether the person has what a collection asks for, such as its password.
    """
    restrictions = CollectionViewRestriction.objects.filter(
        collection__depth__lte=item.collection.depth
    ).select_related("collection")
    in_force = [one for one in restrictions if item.collection.path.startswith(one.collection.path)]
    if is_published(item):
        if not in_force:
            return Reach.EVERYBODY
        if all(opens(restriction) for restriction in in_force):
            return Reach.THIS_PERSON
    return Reach.THIS_PERSON if _is_at_work(user, item) else Reach.NOBODY


def is_published(item: Any) -> bool:
    """Whether a page that everybody may read shows it, or something else that is not a draft."""
    references = (
        ReferenceIndex.get_references_to(item).values_list("base_content_type", "object_id").distinct()
    )
    pages: list[int] = []
    page_type = ContentType.objects.get_for_model(Page).pk
    for type_id, object_id in references:
        if type_id == page_type:
            pages.append(int(object_id))
        elif not _is_draft(type_id, object_id):
            return True
    return bool(pages) and Page.objects.live().filter(pk__in=pages).public().exists()


def _is_draft(type_id: int, object_id: str) -> bool:
    model = ContentType.objects.get_for_id(type_id).model_class()
    if model is None:
        return True
    if not issubclass(model, DraftStateMixin):
        return False
    return not model._default_manager.filter(pk=object_id, live=True).exists()


def _is_at_work(user: Any, item: Any) -> bool:
    if not user.is_authenticated:
        return False
    policy = policy_registry.get_by_type(type(item))
    return bool(
        is_in_workshop(user)
        or policy.user_has_any_permission_for_instance(user, ["change", "delete", "choose"], item)
    )
