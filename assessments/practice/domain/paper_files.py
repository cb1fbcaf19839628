"""The files of a paper: kept whole or not at all, and gone when they are no longer needed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.refusals import Refusal, Refused
from assessments.practice.models import PriorLearning, PriorLearningFile, paper_storage
from uploads.domain import kept
from uploads.domain.papers import SENTENCES, CleanPaper, PaperRefused, WhyNot, clean_paper
from uploads.policy import PAPER_MAX_PAGES

NO_FILE = gettext_lazy("Choose a file, or take a picture of the paper.")
TOO_MANY_FILES = gettext_lazy("A paper can be in five files at most. Put the pages together in one PDF.")


class PaperNotTaken(Refused):
    """Something on a form about a paper is to be mended; `field` is where."""

    def __init__(self, message: str | Promise, field: str) -> None:
        super().__init__(message, Refusal.TO_MEND)
        self.field = field


def clean_files(files: Sequence[object]) -> list[CleanPaper]:
    """What is kept of these files, in their order. Nothing is written yet. Raises `PaperNotTaken`."""
    if not files:
        raise PaperNotTaken(NO_FILE, "paper")
    if len(files) > settings.PAPER_MAX_FILES:
        raise PaperNotTaken(TOO_MANY_FILES, "paper")
    cleaned = [_clean(number, file, of=len(files)) for number, file in enumerate(files, 1)]
    if sum(paper.pages for paper in cleaned) > PAPER_MAX_PAGES:
        raise PaperNotTaken(SENTENCES[WhyNot.TOO_MANY_PAGES], "paper")
    return cleaned


def _clean(number: int, file: object, *, of: int) -> CleanPaper:
    try:
        return clean_paper(file)  # type: ignore[arg-type]
    except PaperRefused as refused:
        if of == 1:
            raise PaperNotTaken(refused.message, "paper") from refused
        said = {"number": number, "sentence": refused.message}
        raise PaperNotTaken(_("File %(number)d: %(sentence)s") % said, "paper") from refused


def keeping_files() -> AbstractContextManager[list[str]]:
    """A transaction that writes files of papers too, as `kept.keeping_files` does."""
    return kept.keeping_files(paper_storage())


def keep_files(paper: PriorLearning, cleaned: Iterable[CleanPaper], names: list[str]) -> None:
    """Write the files of the paper; call it inside `keeping_files`."""
    for position, clean in enumerate(cleaned, 1):
        name = paper_storage().save(f"paper.{clean.suffix}", ContentFile(clean.data))
        names.append(name)
        PriorLearningFile.objects.create(
            prior_learning=paper, file=name, pages=clean.pages, position=position
        )


def drop_files(paper: PriorLearning, now: dt.datetime) -> int:
    """Let the files of the paper go: rows at once, the disk's when the transaction ends well. How many."""
    files = list(PriorLearningFile.objects.filter(prior_learning=paper))
    if files:
        PriorLearningFile.objects.filter(pk__in=[file.pk for file in files]).delete()
        PriorLearning.objects.filter(pk=paper.pk).update(files_gone_at=now)
        paper.files_gone_at = now
        names = [str(file.file.name) for file in files]
        transaction.on_commit(lambda: kept.delete_files(paper_storage(), names))
    return len(files)


def sweep(now: dt.datetime) -> int:
    """Delete files that no paper knows: of somebody who was interrupted, a day ago or more. How many."""
    return kept.sweep_files(
        paper_storage(), set(PriorLearningFile.objects.values_list("file", flat=True)), now
    )
