"""What the school is not done with: rows and pages that stay, and what to do instead."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.delete import DeleteAction
from wagtail.models import Page

from accounts.models import User
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Facilitator, Place, Session, Term

Kept = Term | Place | Facilitator | Session
# By model: the rows that keep it, and what one does instead of deleting it.
KEPT_BY: dict[type[Kept], tuple[str, Promise]] = {
    Term: (
        "sessions",
        gettext_lazy("There are sessions in this term. Hide it instead: take the tick at “is shown” away."),
    ),
    Place: (
        "sessions",
        gettext_lazy("Sessions are held here. Choose another place for those to come; what has been stays."),
    ),
    Facilitator: (
        "teachings",
        gettext_lazy("They teach sessions. Let others teach those to come; what has been stays."),
    ),
    Session: (
        "sign_ups",
        gettext_lazy("People have signed up for this session. Cancel it instead, then they are told."),
    ),
}


def why_kept(row: Kept) -> str:
    """Why the row is not deleted, and what to do instead; nothing where it may be."""
    rows, instead = KEPT_BY[type(row)]
    return str(instead) if getattr(row, rows).exists() else ""


def delete(row: Kept, *, by: User) -> None:
    """Delete a row that nothing rests on. Raises `SchoolRefused` where something does, up to this moment."""
    try:
        with transaction.atomic():
            DeleteAction(row, user=by).execute(skip_permission_checks=True)
    except ProtectedError:
        raise SchoolRefused(KEPT_BY[type(row)][1]) from None


def why_page_kept(page: Page) -> str:
    """Why a page with workshops stays, and what to do instead; nothing where none below it has a session."""
    if not Session.objects.filter(workshop__path__startswith=page.path).exists():
        return ""
    words = _("»%(title)s« is not deleted: there are sessions of it.") % {
        "title": page.get_admin_display_title()
    }
    instead = _("Cancel those to come, and unpublish the page instead. Then nobody new sees it.")
    return f"{words} {instead}"
