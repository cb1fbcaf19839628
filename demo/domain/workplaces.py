"""The municipality: where people work, and how many in each place."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from accounts.enums import WorkplaceKind
from accounts.models import Workplace
from demo.domain.data import read

# With more staff than this there are more units, not larger ones.
MOST_IN_NAMED_UNITS = 480
UNITS_PER_WRITE = 2_000


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit to be; `size` counts everybody employed there, the leader too."""

    slug: str
    name: str
    setting: str
    centre: str
    size: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The workplaces as stored: centres by slug, units with their plans in the order of the plan."""

    municipality: Workplace
    centres: dict[str, Workplace]
    units: list[tuple[UnitPlan, Workplace]]


def municipality_slug() -> str:
    """The address of the demo municipality: where it exists, the demo has been loaded."""
    slug: str = read("data/workplaces")["municipality"]["slug"]
    return slug


def plan_units(posts: int, at_least: dict[str, int]) -> list[UnitPlan]:
    """Units for so many posts, with the named units no smaller than `at_least` says of their slug."""
    named = [
        UnitPlan(unit["slug"], unit["name"], unit["setting"], centre["slug"], unit["size"])
        for centre in read("data/workplaces")["centres"]
        for unit in centre["units"]
    ]
    usual = sum(plan.size for plan in named)
    if posts > MOST_IN_NAMED_UNITS:
        return [*named, *_more_units(posts - usual)]
    floors = [at_least.get(plan.slug, 1) for plan in named]
    sizes = _divide(posts, [plan.size for plan in named], floors)
    return [
        UnitPlan(plan.slug, plan.name, plan.setting, plan.centre, size)
        for plan, size in zip(named, sizes, strict=True)
    ]


def build_workplaces(plans: list[UnitPlan]) -> Tree:
    """Store the municipality, its centres and the planned units; the units in a few large writes."""
    content = read("data/workplaces")
    municipality = Workplace.add_root(**content["municipality"], kind=WorkplaceKind.MUNICIPALITY)
    centres: dict[str, Workplace] = {}
    units: dict[str, Workplace] = {}
    for centre in content["centres"]:
        stored = municipality.add_child(slug=centre["slug"], name=centre["name"], kind=WorkplaceKind.CENTRE)
        here = [plan for plan in plans if plan.centre == centre["slug"]]
        rows = [_unit(plan, stored, step) for step, plan in enumerate(here, start=1)]
        Workplace.objects.bulk_create(rows, batch_size=UNITS_PER_WRITE)
        Workplace.objects.filter(pk=stored.pk).update(numchild=len(rows))
        centres[centre["slug"]] = stored
        units |= {row.slug: row for row in rows}
    return Tree(municipality, centres, [(plan, units[plan.slug]) for plan in plans])


def _unit(plan: UnitPlan, centre: Workplace, step: int) -> Workplace:
    """A unit as the centre's `step`-th child; treebeard's own way takes several queries for each."""
    return Workplace(
        slug=plan.slug,
        name=plan.name,
        kind=WorkplaceKind.UNIT,
        setting=plan.setting,
        depth=centre.depth + 1,
        path=Workplace._get_path(centre.path, centre.depth + 1, step),
    )


def _more_units(posts: int) -> Iterator[UnitPlan]:
    content = read("data/workplaces")["more_units"]
    count = max(1, round(posts / content["size"]))
    kinds, words = cycle(content["kinds"]), content["words"]
    for number, size in enumerate(_divide(posts, [1] * count, [1] * count)):
        kind, word, round_number = next(kinds), words[number % len(words)], number // len(words) + 1
        yield UnitPlan(
            slug=f"{kind['setting']}-{number + 1}",
            name=f"{kind['prefix']} {word} {round_number}",
            setting=kind["setting"],
            centre=kind["centre"],
            size=size,
        )


def _divide(total: int, weights: list[int], floors: list[int]) -> list[int]:
    """Whole numbers that add up to `total`, none under its floor, the rest as the weights say."""
    spare = total - sum(floors)
    if spare < 0:
        raise ValueError(f"{sum(floors)} posts are needed at least, not {total}")
    above = [max(weight - floor, 0) for weight, floor in zip(weights, floors, strict=True)]
    whole = sum(above) or len(above)
    above = above if sum(above) else [1] * len(above)
    shares = [spare * part // whole for part in above]
    # What is left after rounding down goes to those that lost most by it.
    by_loss = sorted(range(len(above)), key=lambda place: (-(spare * above[place] % whole), place))
    for place in by_loss[: spare - sum(shares)]:
        shares[place] += 1
    return [floor + share for floor, share in zip(floors, shares, strict=True)]
