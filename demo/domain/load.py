"""Loading the demo municipality, whole or not at all."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from random import Random

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.domain.statistics import learn_sizes
from accounts.models import User, Workplace
from assessments.h5p.domain.packing import install_own_content_types
from assessments.ledger.domain.chain import link_the_unlinked
from assessments.ledger.domain.reminding import note_without_letters
from competences.domain.framework import load_house_framework
from courses.domain.site import ensure_site
from courses.exchange.domain.course_files import load_starter_courses
from demo.domain.examples import sign_some_examples
from demo.domain.grace import build_grace
from demo.domain.history import Chronicle
from demo.domain.levels import raise_levels, set_coming_levels
from demo.domain.observations import build_observations
from demo.domain.own_views import build_own_views
from demo.domain.packages import build_packages
from demo.domain.pages import build_drafts, fill_site, read_courses
from demo.domain.papers import build_papers
from demo.domain.people import (
    DAYS_OF_HISTORY,
    Person,
    Planner,
    Registry,
    posts_outside_units,
    smallest_units,
)
from demo.domain.reads import build_reads
from demo.domain.released import build_releases
from demo.domain.runs import build_runs
from demo.domain.school import build_school
from demo.domain.talks import build_talks
from demo.domain.voices import build_citizen_voices, build_poll_steps
from demo.domain.workplaces import build_workplaces, municipality_slug, plan_units
from demo.people import DEMO_PEOPLE, LOADED, known_password
from recoveryskole.domain.school import ensure_school

DEFAULT_STAFF = 240
DEFAULT_SEED = 2019
PEOPLE_PER_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """With what a demo was loaded (None: nobody noted it). `people` counts those who have left too."""

    staff: int | None
    seed: int | None
    people: int = 0
    units: int = 0
    is_new: bool = True


def fewest_staff() -> int:
    """So many posts at least: a leader everywhere, and those whom the walk through the demo needs."""
    needed = smallest_units()
    return posts_outside_units() + sum(needed.get(plan.slug, 1) for plan in plan_units(DEFAULT_STAFF, needed))


def find_loaded() -> Loaded | None:
    """What an earlier load has noted about itself; None where the municipality does not exist."""
    municipality = Workplace.objects.filter(slug=municipality_slug()).first()
    if municipality is None:
        return None
    note = ModelLogEntry.objects.filter(action=LOADED, object_id=str(municipality.pk)).first()
    data = note.data if note is not None else {}
    return Loaded(data.get("staff"), data.get("seed"), is_new=False)


def load_demo(
    *,
    staff: int = DEFAULT_STAFF,
    seed: int = DEFAULT_SEED,
    today: dt.date | None = None,
    on_progress: Callable[[int], None] = lambda people: None,
    password_for: Callable[[str], str] = known_password,
) -> Loaded:
    """Build the municipality with so many people employed today, in one transaction.

    The same seed on the same day gives the same data. Where the municipality exists nothing is touched and
    what was noted then is returned. `on_progress` is told how many people are written, `password_for`
    is asked what whoever has that e-mail signs in with. Raises ValueError for fewer staff than
    `fewest_staff`.
    """
    if staff < fewest_staff():
        raise ValueError(f"At least {fewest_staff()} staff are needed, not {staff}.")
    with transaction.atomic():
        known = find_loaded()
        if known is not None:
            return known
        loaded = _load(staff, seed, today or timezone.localdate(), on_progress, password_for)
        learn_sizes()
    return loaded


def _load(
    staff: int,
    seed: int,
    today: dt.date,
    on_progress: Callable[[int], None],
    password_for: Callable[[str], str],
) -> Loaded:
    house = ensure_site()
    school = ensure_school(house.home)
    load_house_framework()
    raise_levels(today)
    load_starter_courses()
    install_own_content_types()
    tree = build_workplaces(plan_units(staff - posts_outside_units(), smallest_units()))
    rng = Random(seed)
    planner = Planner(rng, today, tree)
    chronicle = Chronicle(rng, today, tree, read_courses())
    registry = Registry(password_for)
    people = 0
    for batch in _batches(chain(planner.leaders(), planner.staff())):
        registry.save(batch)
        chronicle.write(batch)
        people += len(batch)
        on_progress(people)
    build_grace(today)
    # Before anything is recorded in the usual way, which goes on where a chain ends.
    link_the_unlinked()
    employed = {part.get("email") for parts in planner.cast.values() for part in parts}
    outsiders = [person for person in DEMO_PEOPLE if person["email"] not in employed]
    registry.save_outsiders(outsiders, joined=today - dt.timedelta(days=DAYS_OF_HISTORY))
    build_school(school, today, User.objects.get(email="koordinator@example.org"))
    build_runs(today)
    build_observations(today)
    build_own_views(today)
    build_talks(today)
    build_papers(today)
    build_reads(today)
    set_coming_levels(today, User.objects.get(email="koordinator@example.org"))
    fill_site()
    peer = User.objects.get(email="peer@example.org")
    build_drafts(peer)
    build_packages(peer)
    sign_some_examples(peer, User.objects.get(email="fagperson@example.org"))
    # Nobody made up gets a heap of letters as soon as time goes on.
    note_without_letters(timezone.now())
    build_poll_steps()
    build_citizen_voices(today, User.objects.get(email="assistent@example.org"))
    build_releases(today, staff)
    log(tree.municipality, LOADED, data={"staff": staff, "seed": seed, "day": today.isoformat()})
    return Loaded(staff, seed, people, len(tree.units))


def _batches(people: Iterator[Person]) -> Iterator[list[Person]]:
    while batch := list(islice(people, PEOPLE_PER_BATCH)):
        yield batch
