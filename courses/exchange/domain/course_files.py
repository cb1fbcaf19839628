"""Courses come in from folders of files and go out to them; the format is in docs/course-files.md."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.domain.statistics import learn_sizes
from accounts.models import User
from competences.models import Competence
from courses.exchange.domain.archives import opened_folders
from courses.exchange.domain.block_ids import give_ids
from courses.exchange.domain.links import Links
from courses.exchange.domain.media import Media
from courses.exchange.domain.pages import PageDraft
from courses.exchange.domain.problems import CourseRefused
from courses.exchange.domain.reading import CourseReader
from courses.exchange.domain.storing import CourseStore
from courses.exchange.domain.writing import CourseWriter, replace_folder
from courses.models import CatalogueIndexPage, CoursePage, LessonPage, Prerequisite

STARTER = Path(__file__).resolve().parents[2] / "starter"


@dataclass(frozen=True, slots=True)
class ImportedCourse:
    """What an import did to one course: how many pages were made, changed, and unpublished."""

    course: CoursePage
    created: int
    updated: int
    unpublished: int

    @property
    def changes(self) -> int:
        """How many pages are not what they were before; 0 for a second import."""
        return self.created + self.updated + self.unpublished


def import_courses(folders: Iterable[Path | str], *, user: User | None = None) -> list[ImportedCourse]:
    """Take in the courses of these folders, or zips of folders, all of them or none, and publish them.

    A course is known by its slug; its pages and activities stay the same ones, so that what people have
    answered still belongs to them. Pages that a folder has no more are unpublished. The same folder again
    changes nothing. Raises `CourseRefused` with all that is wrong; then nothing is stored.
    """
    with transaction.atomic(), ExitStack() as files:
        catalogue = CatalogueIndexPage.objects.first()
        if catalogue is None:
            raise CourseRefused([_("there is no catalogue yet. Run setup_site first.")])
        codes = {row.code: row for row in Competence.objects.current().requirements()}
        places = [
            place
            for folder in folders
            for place in files.enter_context(opened_folders(Path(folder).resolve()))
        ]
        stores = _read(places, catalogue, codes, files, user)
        # A page is saved three times until it is published: its references are read once, at the end.
        with disable_reference_index_auto_update():
            for store in stores:
                store.place(catalogue)
            for store in stores:
                store.fill(codes)
        for store in stores:
            store.index()
            if store.tally.changes:
                data = {"created": store.tally.created, "updated": store.tally.updated}
                log(store.course, "courses.import_course", user=user, data=data)
        if any(store.tally.changes for store in stores):
            learn_sizes()
    return [
        ImportedCourse(store.course, store.tally.created, store.tally.updated, store.tally.unpublished)
        for store in stores
    ]


def export_course(slug: str, folder: Path | str) -> list[str]:
    """Write the published course into the folder, and say which files it has.

    A folder that holds this course already is brought up to date. Raises `CourseRefused` where there is no
    such course, where it says what files cannot say, and where the folder holds something else.
    """
    course = CoursePage.objects.live().filter(slug=slug).first()
    if course is None:
        raise CourseRefused([_("there is no course “%(slug)s” here.") % {"slug": slug}])
    folder = Path(folder).resolve()
    media = Media(folder)
    texts = CourseWriter(media, Links(media, set())).write(course)
    replace_folder(folder, slug, texts, media)
    return sorted([*texts, *(f"media/{name}" for name in media.written)])


def read_lesson(file: Path) -> LessonPage:
    """A lesson from one file of the format, with its body, to be put in its place by the caller.

    Raises `CourseRefused` with all that is wrong with the file.
    """
    media = Media(file.parent)
    reader = CourseReader(file.parent, media, Links(media, set()), (), "")
    draft = reader.read_page(LessonPage, file)
    reader.problems.raise_if_any()
    give_ids(file.stem, draft.blocks, [])
    lesson: LessonPage = draft.page
    lesson.body = LessonPage._meta.get_field("body").to_python(reader.links.settle(draft.blocks))
    return lesson


def starter_folders() -> list[Path]:
    """The folders of the courses that come with the house."""
    return sorted(file.parent for file in STARTER.glob("*/course.yaml"))


def load_starter_courses() -> list[ImportedCourse]:
    """Take in the courses that come with the house, where there is no course yet; else change nothing."""
    if CoursePage.objects.exists():
        return []
    return import_courses(starter_folders())


def _read(
    folders: list[Path],
    catalogue: CatalogueIndexPage,
    codes: dict[str, Competence],
    files: ExitStack,
    by: User | None,
) -> list[CourseStore]:
    stores, problems = [], []
    coming: set[str] = set()
    readers = []
    for folder in folders:
        media = Media(folder, by=by)
        files.enter_context(media.undone_on_failure())
        links = Links(media, coming)
        readers.append(CourseReader(folder, media, links, codes, links.path(catalogue.url_path)))
    for reader in readers:
        draft = reader.read()
        if draft is not None:
            stores.append(CourseStore(draft, reader.media, reader.links))
    _check_prerequisites([store.draft for store in stores])
    for reader in readers:
        try:
            reader.problems.raise_if_any()
        except CourseRefused as refused:
            problems += refused.problems
    if problems:
        raise CourseRefused(problems)
    return stores


def _check_prerequisites(drafts: list[PageDraft]) -> None:
    """Courses to take first must be here or come along, and nobody may wait in a circle."""
    slugs = set(CoursePage.objects.values_list("slug", flat=True)) | {draft.page.slug for draft in drafts}
    before: dict[str, list[str]] = {}
    for page, required in Prerequisite.objects.filter(page__coursepage__isnull=False).values_list(
        "page__slug", "required__slug"
    ):
        before.setdefault(page, []).append(required)
    before |= {draft.page.slug: draft.requires for draft in drafts}
    for draft in drafts:
        for slug in draft.requires:
            if slug not in slugs:
                words = _("there is no course “%(slug)s” here.") % {"slug": slug}
            elif draft.page.slug in _reached(slug, before):
                words = _("“%(slug)s” cannot be taken first: it waits for this one.") % {"slug": slug}
            else:
                continue
            draft.place.note(("requires",), words)


def _reached(slug: str, before: dict[str, list[str]]) -> set[str]:
    """All courses that must be taken before the course, itself among them."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += before.get(one, [])
    return found
