import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone

from accounts.domain.places import Place, read_places
from accounts.models import User, Workplace
from accounts.rules import jobs_of
from competences.models import JobRequirement
from competences.models.requirement import JobRequirementQuerySet


@dataclass(frozen=True, slots=True)
class Required:
    """A level that is asked for, 1 to 4, and whether somebody has decided it or it is still our proposal."""

    level: int
    is_proposal: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A version of a level; `required` is None where nothing is said any more from its day."""

    valid_from: dt.date
    framework: int
    path: str
    job: str
    setting: str
    competence: int
    holds_in: tuple[str, ...]
    required: Required | None

    def applies(self, row_setting: str, setting: str) -> bool:
        """A row for any setting means any setting in which the requirement holds at all."""
        return bool(row_setting) or not self.holds_in or setting in self.holds_in


# Rows by (path of the workplace or "" for the general ones, job function, setting or "").
LevelRows = Mapping[tuple[str, str, str], list[_Row]]


@dataclass(frozen=True, slots=True)
class LevelHistory:
    """All that is set for jobs up to a day, in every framework that was asked for, oldest first."""

    versions: tuple[_Row, ...]

    def on(self, day: dt.date, framework: int | None) -> LevelRows:
        """What held on a day that is not later, in the framework that was in use then."""
        return _lay_out(row for row in self.versions if row.framework == framework and row.valid_from <= day)


def required_levels(
    posts: Iterable[tuple[int, str]],
    on: dt.date,
    places: Mapping[int, Place] | None = None,
    rows: LevelRows | None = None,
) -> dict[tuple[int, str], dict[int, Required]]:
    """What was asked of each post on a day, by the framework that was in use then; today and later days too.

    A post is (workplace id, job function). The result has a key for every post given, and under it
    competence id -> `Required`; nothing is asked at a workplace that does not exist. Level 0 means
    "not required" and is left out. Posts that ask the same share one dictionary: read it, do not change it.

    Precedence: the row of the nearest workplace (the post's own, then its ancestors) wins over a general
    row; among rows of the same place, one for the setting wins over one for any. Of the versions of a row the
    newest that is not later than the day holds; one without a level says nothing. Two queries, however many
    posts; one less where the caller knows the `places` of that day already, by workplace id, and where it has
    read the `rows` of all jobs.
    """
    wanted = set(posts)
    if not wanted:
        return {}
    if places is None:
        asked = Workplace.objects.filter(pk__in={place for place, _ in wanted})
        places = read_places(asked).on(on)
    if rows is None:
        rows = read_rows(on, {job for _, job in wanted})
    overriding = {path for path, _, _ in rows if path}
    result: dict[tuple[int, str], dict[int, Required]] = {}
    shared: dict[tuple[tuple[str, ...], str, str], dict[int, Required]] = {}
    for place, job in wanted:
        if place not in places:
            result[place, job] = {}
            continue
        path, setting = places[place]
        # Most posts meet the same rows: those of one job in one setting, with the same overrides above them.
        above = tuple(step for step in _from_top_to_own(path) if step in overriding) if overriding else ()
        key = (("", *above), job, setting)
        if key not in shared:
            shared[key] = _resolve(rows, *key)
        result[place, job] = shared[key]
    return result


def highest(levels: Iterable[Mapping[int, Required]]) -> dict[int, int]:
    """By competence id, the highest level (1 to 4) of what several posts ask for."""
    found: dict[int, int] = {}
    for asked in levels:
        for competence, required in asked.items():
            found[competence] = max(found.get(competence, 0), required.level)
    return found


def required_of(person: User) -> dict[int, int]:
    """The level that the person's jobs of today ask for, by competence id: the highest where several ask."""
    jobs = jobs_of(person)
    places = {job.workplace_id: (job.workplace.path, job.workplace.setting) for job in jobs}
    posts = {(job.workplace_id, str(job.job_function)) for job in jobs}
    return highest(required_levels(posts, timezone.localdate(), places).values())


def read_rows(on: dt.date, jobs: Collection[str]) -> LevelRows:
    """What held for these jobs on a day, in the framework that was in use then; one query."""
    found = JobRequirement.objects.in_use_on(on).filter(job_function__in=jobs)
    return _lay_out(_read(found, on))


def read_level_history(until: dt.date, frameworks: Iterable[int]) -> LevelHistory:
    """All that was set for any job in these frameworks, for days up to `until`; one query."""
    found = JobRequirement.objects.filter(competence__framework__in=list(frameworks))
    return LevelHistory(tuple(_read(found, until)))


def _read(found: JobRequirementQuerySet, until: dt.date) -> Iterator[_Row]:
    columns = (
        "valid_from",
        "competence__framework",
        "workplace__path",
        "job_function",
        "setting",
        "competence",
        "competence__settings",
        "level",
        "is_proposal",
    )
    rows = found.filter(valid_from__lte=until).order_by("valid_from", "pk").values_list(*columns)
    for valid_from, framework, path, job, setting, competence, holds_in, level, is_proposal in rows:
        required = None if level is None else Required(level, is_proposal)
        yield _Row(valid_from, framework, path or "", job, setting, competence, tuple(holds_in), required)


def _lay_out(versions: Iterable[_Row]) -> LevelRows:
    """The newest version of each line, in the order in which they were set; the oldest comes first here."""
    newest = {(row.path, row.job, row.setting, row.competence): row for row in versions}
    rows: dict[tuple[str, str, str], list[_Row]] = {}
    for row in newest.values():
        if row.required is not None:
            rows.setdefault((row.path, row.job, row.setting), []).append(row)
    return rows


def _from_top_to_own(path: str) -> Iterator[str]:
    """The paths from the top of the tree down to the place itself."""
    for end in range(Workplace.steplen, len(path) + 1, Workplace.steplen):
        yield path[:end]


def _resolve(rows: LevelRows, paths: tuple[str, ...], job: str, setting: str) -> dict[int, Required]:
    """Lay the rows over each other, weakest first, so that the last one to speak wins."""
    levels: dict[int, Required] = {}
    for path in paths:
        for row_setting in dict.fromkeys(("", setting)):
            for row in rows.get((path, job, row_setting), ()):
                if row.required is not None and row.applies(row_setting, setting):
                    levels[row.competence] = row.required
    return {competence: required for competence, required in levels.items() if required.level > 0}
