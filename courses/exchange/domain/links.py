"""Links to pages of the house, in a form that means the same in another house."""

import re
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from courses.exchange.domain.media import Media

PAGE, FILE = "side:", "fil:"
_PATH = re.compile(r'linktype="page" id="(/[^"]*)"')
OUTSIDE = ("https://", "http://", "mailto:", "tel:")


class Links:
    """Addresses in the files against the pages and documents here.

    A page is named by its path until `settle`: some of those in `coming` are only about to be made.
    """

    def __init__(self, media: Media, coming: set[str]) -> None:
        self.media = media
        self.coming = coming

    @cached_property
    def root(self) -> str:
        """The tree's own path of the front page."""
        return str(Site.objects.select_related("root_page").get(is_default_site=True).root_page.url_path)

    @cached_property
    def pages(self) -> dict[str, int]:
        """The numbers of all pages by their path, such as /kurser/."""
        rows = Page.objects.filter(url_path__startswith=self.root).values_list("url_path", "pk")
        return {self.path(url_path): number for url_path, number in rows}

    def path(self, url_path: str) -> str:
        """The path that visitors know, for the tree's own one."""
        return url_path.removeprefix(self.root.rstrip("/"))

    def read(self, href: str) -> dict[str, str] | str:
        """The attributes of the link for an address in a file, or what is wrong with it."""
        if href.startswith(PAGE):
            path = href.removeprefix(PAGE)
            if path in self.coming or path in self.pages:
                return {"linktype": "page", "id": path}
            return _("there is no page “%(path)s” here.") % {"path": path}
        if href.startswith(FILE):
            document = self.media.document(href.removeprefix(FILE))
            if isinstance(document, str):
                return document
            return {"linktype": "document", "id": str(document.pk)}
        if href.startswith(OUTSIDE):
            return {"href": href}
        return _("an address begins with https:// or, for a page here, with “side:/”.")

    def write(self, attributes: dict[str, str]) -> str:
        """The address to write for a link's attributes. Raises ValueError for a page or file that is gone."""
        kind, number = attributes.get("linktype"), attributes.get("id", "")
        if kind == "page":
            if number.startswith("/"):
                return PAGE + number
            path = next((path for path, pk in self.pages.items() if str(pk) == number), None)
            if path is None:
                raise ValueError(_("a link leads to a page that is gone. Take the link away."))
            return PAGE + path
        if kind == "document":
            return FILE + self.media.document_name(int(number))
        return attributes.get("href", "")

    def settle(self, value: Any) -> Any:
        """A block's value with the numbers of pages in place of their paths; the pages exist by now."""
        if isinstance(value, str):
            return _PATH.sub(lambda found: f'linktype="page" id="{self._number(found[1])}"', value)
        if isinstance(value, dict):
            return {name: self.settle(inner) for name, inner in value.items()}
        return [self.settle(inner) for inner in value] if isinstance(value, list) else value

    def _number(self, path: str) -> int:
        if path not in self.pages:
            # Read before the page was made.
            del self.pages
        return self.pages[path]
