from typing import Any, ClassVar, NoReturn

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .name import NameField

# No mail server has such addresses (RFC 2606, 2), and nobody can sign in with one.
NOWHERE = "@gone.invalid"


class NeverDeleted(Exception):
    """A person is emptied (`accounts.domain.emptying.empty_person`): the row is what history points at."""


class UserQuerySet(models.QuerySet["User"]):
    def here(self) -> "UserQuerySet":
        """All but those who have been emptied: a list of people to choose from begins with this."""
        return self.filter(emptied_at=None)

    def delete(self) -> NoReturn:
        raise NeverDeleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with `email`; without a password nobody can sign in as them."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in.

    Only what the house needs: an address to sign in with, the name the person wants to be called by,
    and how the pages should speak and look. What someone works as stands in `Employment`.

    Whoever goes is emptied, never deleted: a tombstone stays, which says nothing of anybody and cannot be
    changed any more (docs/decisions/people-are-emptied.md).
    """

    email = models.EmailField(
        _("e-mail"), max_length=254, unique=True, error_messages={"unique": _("This e-mail is in use.")}
    )
    display_name = NameField(_("name"), max_length=120, help_text=_("What may we call you?"))
    language = models.CharField(
        _("language"), max_length=2, choices=[("da", _("Danish")), ("en", _("English"))], default="da"
    )
    calm_mode = models.BooleanField(
        _("calm view"), default=False, help_text=_("Muted colours, no motion, one thing at a time.")
    )
    extra_time = models.PositiveSmallIntegerField(
        _("more time in tests"),
        choices=[
            (0, _("No, the usual time")),
            (25, _("A quarter more")),
            (50, _("Time and a half")),
            (100, _("Twice the time")),
        ],
        default=0,
        help_text=_("Your own choice. You do not have to say why, and nobody else sees it."),
    )
    news_seen_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Up to when the person has said that they have seen what is new; none: never.",
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_staff = models.BooleanField(_("can open the technical administration"), default=False)
    date_joined = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    emptied_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When the person went and this became a tombstone; none: is here.",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower_case",
                violation_error_message=_("Write the e-mail in small letters."),
            ),
            models.CheckConstraint(
                condition=Q(emptied_at=None)
                | Q(
                    display_name="",
                    email__endswith=NOWHERE,
                    password__startswith=UNUSABLE_PASSWORD_PREFIX,
                    is_active=False,
                    is_staff=False,
                    is_superuser=False,
                ),
                name="user_tombstone_is_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverDeleted

    def _do_update(self, base_qs: Any, *args: Any) -> Any:  # type: ignore[override]
        """Whoever read the row before it became a tombstone must not write the name back."""
        return super()._do_update(base_qs.filter(emptied_at=None), *args)

    @property
    def is_gone(self) -> bool:
        """Whether this is a tombstone."""
        return self.emptied_at is not None

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        """The first word of the name: "Camilla" of "Camilla Østergaard-Ærenlund"."""
        return self.display_name.split(" ", 1)[0]
