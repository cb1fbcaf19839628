"""What the catalogue's search knows of the pages: their text, and which words stand where."""

from django.db import models
from django.utils import timezone
from wagtail.models import Page


class PageText(models.Model):
    """What anybody may read of a published page, a line for each piece; found by its `StemPlace`s."""

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    # By which rules the words were taken: `courses.domain.finding.reading.RULES`.
    rules = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.text[:40]}"


class Stem(models.Model):
    """A word without its ending, and one form of it that somebody wrote."""

    text = models.CharField(max_length=60, unique=True)
    word = models.CharField(max_length=60)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class StemPlace(models.Model):
    """That a stem stands on a page; the more weight, the more the page is about it."""

    stem = models.ForeignKey(Stem, on_delete=models.CASCADE, related_name="places")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["stem", "page"], name="stem_once_on_a_page")]

    def __str__(self) -> str:
        return f"{self.stem_id} @ {self.page_id}"
