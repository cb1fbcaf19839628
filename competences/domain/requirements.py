from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from accounts.models import Workplace
from competences.models import JobRequirement


@dataclass(frozen=True, slots=True)
class Required:
    """A level that is asked for, 1 to 4, and whether somebody has decided it or it is still our proposal."""

    level: int
    is_proposal: bool


@dataclass(frozen=True, slots=True)
class _Row:
    competence: int
    holds_in: tuple[str, ...]
    required: Required

    def applies(self, row_setting: str, setting: str) -> bool:
        """A row for any setting means any setting in which the requirement holds at all."""
        return bool(row_setting) or not self.holds_in or setting in self.holds_in


# Rows by (path of the workplace or "" for the general ones, job function, setting or "").
LevelRows = dict[tuple[str, str, str], list[_Row]]


# Of a workplace: its path in the tree, and its setting.
Place = tuple[str, str]


def required_levels(
    posts: Iterable[tuple[int, str]],
    places: Mapping[int, Place] | None = None,
    rows: LevelRows | None = None,
) -> dict[tuple[int, str], dict[int, Required]]:
    """What the current framework asks of each post.

    A post is (workplace id, job function). The result has a key for every post given, and under it
    competence id -> `Required`; nothing is asked at a workplace that does not exist. Level 0 means
    "not required" and is left out. Posts that ask the same share one dictionary: read it, do not change it.

    Precedence: the row of the nearest workplace (the post's own, then its ancestors) wins over a general
    row; among rows of the same place, one for the setting wins over one for any. Two queries, however
    many posts; one less where the caller knows the `places` already, by workplace id, and where it has read
    the `rows` of all jobs.
    """
    wanted = set(posts)
    if not wanted:
        return {}
    if places is None:
        places = read_places(place for place, _ in wanted)
    if rows is None:
        rows = read_rows({job for _, job in wanted})
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


def read_places(workplaces: Iterable[int]) -> dict[int, Place]:
    """Path and setting of these workplaces, by id, in one query; without those that do not exist."""
    rows = Workplace.objects.filter(pk__in=set(workplaces)).order_by()
    return {pk: (path, setting) for pk, path, setting in rows.values_list("pk", "path", "setting")}


def read_rows(jobs: Collection[str] | None = None) -> LevelRows:
    """What is set for these jobs, or for all, in the framework in use; one query."""
    rows: LevelRows = defaultdict(list)
    found = JobRequirement.objects.current().order_by("pk")
    if jobs is not None:
        found = found.filter(job_function__in=jobs)
    columns = ("workplace__path", "job_function", "setting", "competence_id", "competence__settings")
    for path, job, setting, competence, holds_in, level, is_proposal in found.values_list(
        *columns, "level", "is_proposal"
    ):
        row = _Row(competence, tuple(holds_in), Required(level, is_proposal))
        rows[path or "", job, setting].append(row)
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
                if row.applies(row_setting, setting):
                    levels[row.competence] = row.required
    return {competence: required for competence, required in levels.items() if required.level > 0}
