"""The knowledge test of a module or a course."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from assessments.blocks import QuestionPoolBlock
from assessments.models import TestSitting
from courses.fields import StreamField

from .pages import ViewedPageMixin
from .workflow import SignedPageMixin


class TestPage(SignedPageMixin, ViewedPageMixin, Page):
    """A test under a module or a course: questions drawn from a pool, and when it is passed.

    A question counts one when all of it is right; `pass_mark` counts questions.
    """

    __test__ = False  # pytest: not a test case

    intro = RichTextField(_("before the test"), blank=True, features=["bold", "italic", "ul"])
    draws = models.PositiveSmallIntegerField(
        _("questions to draw"), default=6, validators=[MinValueValidator(1)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("right answers to pass"), default=4, validators=[MinValueValidator(1)]
    )
    tries = models.PositiveSmallIntegerField(
        _("number of tries"), default=0, help_text=_("0: as many as one likes.")
    )
    pause_hours = models.PositiveSmallIntegerField(_("pause between tries, in hours"), default=0)
    time_limit = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        default=0,
        help_text=_("0: none. Those who need more time have it by their own choice under their account."),
    )
    pool = StreamField(QuestionPoolBlock(), verbose_name=_("question pool"))

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("draws"), FieldPanel("pass_mark")]),
                FieldRowPanel([FieldPanel("tries"), FieldPanel("pause_hours")]),
                FieldPanel("time_limit"),
            ],
            heading=_("Rule"),
        ),
        FieldPanel("pool"),
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage", "courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    template = "courses/test_page.html"

    class Meta:
        verbose_name = _("test")
        verbose_name_plural = _("tests")

    @property
    def part_path(self) -> str:
        """Tree path of the module or course that the test belongs to: one step up."""
        return self.path[: -self.steplen]

    def stays_open_to(self, person_id: int | None) -> bool:
        """Whoever sits the test to its end, and then to see how it went."""
        return TestSitting.objects.filter(person=person_id, page=self.pk).exists()

    def clean(self) -> None:
        super().clean()
        errors: dict[str, ValidationError] = {}
        if self.draws > len(self.pool):
            errors["draws"] = ValidationError(
                _("The pool holds %(number)s questions. Draw so many or fewer, or add questions."),
                params={"number": len(self.pool)},
            )
        if self.pass_mark > self.draws:
            errors["pass_mark"] = ValidationError(
                _("Nobody could pass: only %(number)s questions are drawn. Choose a lower number."),
                params={"number": self.draws},
            )
        if errors:
            raise ValidationError(errors)
