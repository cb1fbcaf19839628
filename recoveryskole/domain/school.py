"""The school's front page."""

from pathlib import Path

import yaml
from wagtail.models import Page

from recoveryskole.models import SchoolIndexPage

DATA = Path(__file__).resolve().parent.parent / "data" / "school.yaml"


def ensure_school(home: Page) -> SchoolIndexPage:
    """See to the school's front page at /recoveryskole/. One that exists stays as it was edited."""
    existing: SchoolIndexPage | None = SchoolIndexPage.objects.child_of(home).first()
    if existing is not None:
        return existing
    page = SchoolIndexPage(slug="recoveryskole", **yaml.safe_load(DATA.read_text(encoding="utf-8")))
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
