"""What is new in the programme, for readers of feeds."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.utils import formats, timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.languages import place
from recoveryskole.domain.programme import latest_changes
from recoveryskole.models import Session


class News(Feed):  # type: ignore[type-arg]  # generic for the types alone
    """The sessions that were put up or changed last, cancelled ones too."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("News of the recovery school")

    def subtitle(self) -> str:
        return _("New times, and what has changed.")

    def link(self) -> str:
        return place("recoveryskole/")

    def items(self) -> list[Session]:
        return latest_changes()

    def item_title(self, item: Session) -> str:
        title = item.workshop.title
        return _("Cancelled: %(title)s") % {"title": title} if item.is_cancelled else title

    def item_description(self, item: Session) -> str:
        when = formats.date_format(timezone.localtime(item.starts_at), "DATETIME_FORMAT")
        where = item.where or _("Online")
        return f"{when}. {where}. {item.workshop.summary}".strip()

    def item_link(self, item: Session) -> str:
        return item.workshop.get_url() or place("recoveryskole/")

    def item_guid(self, item: Session) -> str:
        return item.uid.urn

    def item_updateddate(self, item: Session) -> dt.datetime:
        return item.changed_at
