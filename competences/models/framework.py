import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Common, CommonQuerySet
from competences.enums import CompetenceKind, ProfileKind, Strand


class Framework(Common):
    """A versioned set of requirements. One is current at a time: the one that reports speak of."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    identifier = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    title_en = models.CharField(_("title in English"), max_length=250, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=10, blank=True, help_text=_("As its file says; empty where it says none.")
    )
    description = models.TextField(_("description"), blank=True)
    is_current = models.BooleanField(_("in use"), default=False)
    changed_at = models.DateTimeField(_("changed"), help_text=_("When its content last changed."))

    class Meta:
        verbose_name = _("framework")
        verbose_name_plural = _("frameworks")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="framework_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        if self.title_en and (get_language() or "da").startswith("en"):
            return self.title_en
        return self.title


class PastFramework(Common):
    """A framework that was in use up to a day. Which one is in use now, `Framework.is_current` says.

    Written when another framework is put into use: a report of a day before speaks of the one of that day.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="past_uses")
    last_day = models.DateField(_("last day"), unique=True)

    class Meta:
        verbose_name = _("framework that was in use")
        verbose_name_plural = _("frameworks that were in use")
        ordering = ["last_day"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.framework}, {self.last_day}"


class FrameworkSource(models.Model):
    """What others' CASE file said, whole: what we have no use for is given back with the rest.

    A row of its own, so that reports, which read the framework, do not carry it along.
    """

    framework = models.OneToOneField(Framework, on_delete=models.CASCADE, related_name="source")
    package = models.JSONField(help_text="A CFPackage.")

    def __str__(self) -> str:
        return str(self.framework)


class CompetenceQuerySet(CommonQuerySet["Competence"]):
    def current(self) -> "CompetenceQuerySet":
        """Of the framework in use."""
        return self.filter(framework__is_current=True)

    def areas(self) -> "CompetenceQuerySet":
        return self.filter(kind=CompetenceKind.AREA)

    def requirements(self) -> "CompetenceQuerySet":
        """What levels are set for: 27 of them in KK2019."""
        return self.filter(kind=CompetenceKind.REQUIREMENT)


class Competence(Common):
    """One entry of a framework: an area, a requirement in it, or a part of a requirement."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="competences")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )
    code = models.CharField(_("code"), max_length=60)
    identifier = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=11, choices=CompetenceKind)
    strand = models.CharField(_("strand"), max_length=8, choices=Strand, blank=True)
    # No limit: frameworks of others use whole paragraphs as statements.
    title = models.TextField(_("title"))
    title_en = models.TextField(_("title in English"), blank=True)
    description = models.TextField(_("description"), blank=True)
    section = models.CharField(_("section of the source"), max_length=30, blank=True)
    settings = models.JSONField(
        _("settings"), default=list, blank=True, help_text=_("Only where it holds; empty means everywhere.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_edited = models.BooleanField(
        _("worded here"),
        default=False,
        help_text=_("Somebody has changed the words here: an import leaves them alone."),
    )

    objects: ClassVar[CompetenceQuerySet] = CompetenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="competence_code_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        if self.title_en and (get_language() or "da").startswith("en"):
            return self.title_en
        return self.title


class Method(Common):
    """A validated method that practice builds on (seed 004, section 4.2.2.1)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="methods")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    section = models.CharField(_("section of the source"), max_length=30, blank=True)
    demands = models.JSONField(_("what it demands"), default=list, blank=True)
    needs_certificate = models.BooleanField(_("needs a certificate"), default=False)
    is_evidence_based = models.BooleanField(_("evidence based"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["framework", "position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="method_code_unique")]

    def __str__(self) -> str:
        return self.title


class Profile(Common):
    """A coordinating role or a model of cooperation, and the requirements it lies near (seeds 000 to 003)."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="profiles")
    kind = models.CharField(_("kind"), max_length=5, choices=ProfileKind)
    code = models.CharField(_("code"), max_length=60)
    title = models.CharField(_("title"), max_length=250)
    placed = models.CharField(_("placed"), max_length=200, blank=True)
    sections = models.JSONField(
        _("content"), default=list, blank=True, help_text=_('A list of {"title": …, "points": […]}.')
    )
    near = models.ManyToManyField(Competence, related_name="profiles", verbose_name=_("lies near"))

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = ["framework", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="profile_code_unique")]

    def __str__(self) -> str:
        return self.title


class Strategy(Common):
    """What one municipality puts weight on (seed 004, bilag 1): areas and requirements it names."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="strategies")
    name = models.CharField(_("name"), max_length=120)
    focus = models.ManyToManyField(Competence, related_name="strategies", verbose_name=_("puts weight on"))

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["framework", "pk"]
        constraints = [models.UniqueConstraint(fields=["framework", "name"], name="strategy_name_unique")]

    def __str__(self) -> str:
        return self.name
