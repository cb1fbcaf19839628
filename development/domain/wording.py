"""What a person's own pages say in sentences."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from development.domain.my_requirements import Post


def posts_sentence(posts: "Iterable[Post]") -> str:
    """Jobs as they are told in a sentence: "peer at Elmegade, leader at Kløver and assistant at Søhus"."""
    *first, last = [_("%(job)s at %(place)s") % {"job": post.job, "place": post.workplace} for post in posts]
    return f"{', '.join(first)} {_('and')} {last}" if first else last
