from collections import defaultdict
from collections.abc import Iterable, Iterator
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
_Rows = dict[tuple[str, str, str], list[_Row]]


def required_levels(posts: Iterable[tuple[int, str]]) -> dict[tuple[int, str], dict[int, Required]]:
    """What the current framework asks of each post.

    A post is (workplace id, job function). The result has a key for every post given, and under it
    competence id -> `Required`; nothing is asked at a workplace that does not exist. Level 0 means
    "not required" and is left out. Posts that ask the same share one dictionary: read it, do not change it.

    Precedence: the row of the nearest workplace (the post's own, then its ancestors) wins over a general
    row; among rows of the same place, one for the setting wins over one for any. Two queries, however
    many posts.
    """
    wanted = set(posts)
    if not wanted:
        return {}
    places = {
        pk: (path, setting)
        for pk, path, setting in Workplace.objects.filter(pk__in={place for place, _ in wanted}).values_list(
            "pk", "path", "setting"
        )
    }
    rows = _read_rows({job for _, job in wanted})
    paths_with_rows = {path for path, _, _ in rows}
    result: dict[tuple[int, str], dict[int, Required]] = {}
    shared: dict[tuple[tuple[str, ...], str, str], dict[int, Required]] = {}
    for place, job in wanted:
        if place not in places:
            result[place, job] = {}
            continue
        path, setting = places[place]
        # Most posts meet the same rows: those of one job in one setting, with the same overrides above them.
        key = (tuple(step for step in _from_general_to_own(path) if step in paths_with_rows), job, setting)
        if key not in shared:
            shared[key] = _resolve(rows, *key)
        result[place, job] = shared[key]
    return result


def _read_rows(jobs: set[str]) -> _Rows:
    rows: _Rows = defaultdict(list)
    found = (
        JobRequirement.objects.current()
        .filter(job_function__in=jobs)
        .order_by("pk")
        .values_list(
            "workplace__path",
            "job_function",
            "setting",
            "competence_id",
            "competence__settings",
            "level",
            "is_proposal",
        )
    )
    for path, job, setting, competence, holds_in, level, is_proposal in found:
        row = _Row(competence, tuple(holds_in), Required(level, is_proposal))
        rows[path or "", job, setting].append(row)
    return rows


def _from_general_to_own(path: str) -> Iterator[str]:
    """ "" for the general rows, then the paths from the top of the tree down to the place itself."""
    for end in range(0, len(path) + 1, Workplace.steplen):
        yield path[:end]


def _resolve(rows: _Rows, paths: tuple[str, ...], job: str, setting: str) -> dict[int, Required]:
    """Lay the rows over each other, weakest first, so that the last one to speak wins."""
    levels: dict[int, Required] = {}
    for path in paths:
        for row_setting in dict.fromkeys(("", setting)):
            for row in rows.get((path, job, row_setting), ()):
                if row.applies(row_setting, setting):
                    levels[row.competence] = row.required
    return {competence: required for competence, required in levels.items() if required.level > 0}
