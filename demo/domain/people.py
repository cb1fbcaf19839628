"""Who works where: names, posts, leaves. Planned from a seeded generator, then written in batches."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from accounts.enums import JobFunction
from accounts.models import Employment, Leave, User
from demo.domain.data import at, read
from demo.domain.workplaces import Tree, UnitPlan
from demo.people import DemoPerson

# A little more than two years, so that the first measurement lies just before them.
DAYS_OF_HISTORY = 780
# Beyond so many people two of them may share a name, as people do.
MOST_NAMES_APART = 5_000
# Letters of the names that an address is better without.
PLAIN = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa"} | dict(zip("éüöıçşğłżąćčšžđíóáúñ", "euoicsglzaccszdioaun", strict=True))
)


@dataclass(slots=True)
class Post:
    """An employment to be. `setting` is blank at a centre."""

    workplace_id: int
    setting: str
    job: str
    start: dt.date
    end: dt.date | None = None
    is_manager: bool = False


@dataclass(slots=True)
class Person:
    """Somebody to be. The first of the posts is the present one, or the last for those who have left."""

    email: str
    name: str
    posts: list[Post]
    leaves: list[tuple[dt.date, dt.date | None]] = field(default_factory=list)
    part: dict[str, Any] = field(default_factory=dict)
    user_id: int = 0

    @property
    def post(self) -> Post:
        return self.posts[0]

    @property
    def has_left(self) -> bool:
        return self.post.end is not None


def posts_outside_units() -> int:
    """Posts at the centres: a leader each, and the coordinator."""
    centres = read("data/workplaces")["centres"]
    slugs = {centre["slug"] for centre in centres}
    return len(centres) + sum(part["unit"] in slugs for part in read("data/cast")["cast"])


def smallest_units() -> dict[str, int]:
    """How many posts each unit needs for its leader and the cast that is always there."""
    needed: dict[str, int] = {}
    for part in read("data/cast")["cast"]:
        if part.get("core") and part["job"] != JobFunction.LEDER:
            needed[part["unit"]] = needed.get(part["unit"], 1) + 1
    return needed


class Planner:
    """Draws people. Everything comes from the generator, so the same seed and day give the same people."""

    def __init__(self, rng: Random, today: dt.date, tree: Tree) -> None:
        self.rng = rng
        self.today = today
        self.tree = tree
        self.shares = read("data/history")["people"]
        self.jobs = read("data/workplaces")["jobs"]
        self.cast: dict[str, list[dict[str, Any]]] = {}
        for part in read("data/cast")["cast"]:
            self.cast.setdefault(part["unit"], []).append(part)
        names = read("data/names")
        self.families = names["families"]
        self.family_weights = list(itertools.accumulate(family["weight"] for family in self.families))
        self.double = names["double_percent"] / 100
        self.numbers = itertools.count(1)
        self.taken = {part["name"] for part in read("data/cast")["cast"]}

    def leaders(self) -> Iterator[Person]:
        """The leader of each centre, then of each unit."""
        for centre in self.tree.centres.values():
            yield self._person(centre.pk, "", JobFunction.LEDER, is_manager=True)
        for plan, unit in self.tree.units:
            known = [part for part in self.cast.get(plan.slug, []) if part["job"] == JobFunction.LEDER]
            part = known[0] if known else {}
            yield self._person(unit.pk, plan.setting, JobFunction.LEDER, part=part, is_manager=True)

    def staff(self) -> Iterator[Person]:
        """Everybody else who works there today, and those who came and went."""
        for slug, centre in self.tree.centres.items():
            for part in self.cast.get(slug, []):
                yield self._person(centre.pk, "", part["job"], part=part)
        for plan, unit in self.tree.units:
            for part, job in self._posts(plan):
                yield self._person(unit.pk, plan.setting, job, part=part)
                if self.rng.random() < self.shares["has_left"]:
                    yield self._former(unit.pk, plan.setting)

    def _posts(self, plan: UnitPlan) -> Iterator[tuple[dict[str, Any], str]]:
        """The unit's posts but its leader's: first the cast, as far as there is room, then drawn ones."""
        room = plan.size - 1
        cast = [part for part in self.cast.get(plan.slug, []) if part["job"] != JobFunction.LEDER]
        cast.sort(key=lambda part: not part.get("core"))
        for part in cast[:room]:
            yield part, part["job"]
        for _number in range(room - len(cast[:room])):
            yield {}, self._job(plan.setting)

    def _job(self, setting: str) -> str:
        jobs = self.jobs[setting]
        return self.rng.choices(list(jobs), weights=list(jobs.values()))[0]

    def _person(
        self,
        workplace: int,
        setting: str,
        job: str,
        *,
        part: dict[str, Any] | None = None,
        is_manager: bool = False,
    ) -> Person:
        part = part or {}
        rng, shares = self.rng, self.shares
        if "years" in part:
            worked = part["years"] * 365 + 40
        elif not is_manager and rng.random() < shares["is_new"]:
            worked = rng.randint(10, DAYS_OF_HISTORY)
        else:
            worked = DAYS_OF_HISTORY + 60 + int(rng.expovariate(1 / 2200)) % 9000
        start = first_of_month(self.today - dt.timedelta(days=worked))
        name = part.get("name") or self._name()
        person = Person(
            email=part.get("email") or self._email(name),
            name=name,
            posts=[Post(workplace, setting, job, start, is_manager=is_manager)],
            part=part,
        )
        if not part and not is_manager:
            self._move(person)
        self._leave(person)
        return person

    def _former(self, workplace: int, setting: str) -> Person:
        """Someone who worked there within the two years and has left."""
        rng = self.rng
        end = self.today - dt.timedelta(days=rng.randint(5, DAYS_OF_HISTORY - 60))
        start = first_of_month(end - dt.timedelta(days=rng.randint(120, 3000)))
        name = self._name()
        return Person(self._email(name), name, [Post(workplace, setting, self._job(setting), start, end)])

    def _move(self, person: Person) -> None:
        """Some worked in another unit before."""
        rng = self.rng
        if rng.random() >= self.shares["moved"]:
            return
        plan, unit = self.tree.units[rng.randrange(len(self.tree.units))]
        if unit.pk == person.post.workplace_id or person.post.job not in self.jobs[plan.setting]:
            return
        end = person.post.start - dt.timedelta(days=1)
        start = first_of_month(end - dt.timedelta(days=rng.randint(300, 1500)))
        person.posts.append(Post(unit.pk, plan.setting, person.post.job, start, end))

    def _leave(self, person: Person) -> None:
        rng, today, start = self.rng, self.today, person.post.start
        worked = (today - start).days
        if worked < 200:
            return
        if person.part.get("is_on_leave") or (not person.part and rng.random() < self.shares["on_leave_now"]):
            end = today + dt.timedelta(days=rng.randint(10, 160)) if rng.random() < 0.7 else None
            person.leaves.append((today - dt.timedelta(days=rng.randint(5, 120)), end))
        elif rng.random() < self.shares["leave_before"]:
            first = today - dt.timedelta(days=rng.randint(150, min(worked, DAYS_OF_HISTORY)))
            person.leaves.append((first, first + dt.timedelta(days=rng.randint(20, 140))))

    def _name(self) -> str:
        """A name that nobody has yet, as long as there are few enough people for that."""
        rng = self.rng
        for _attempt in range(20):
            family = rng.choices(self.families, cum_weights=self.family_weights)[0]
            name = f"{rng.choice(family['first'])} {rng.choice(family['last'])}"
            if rng.random() < self.double:
                second = rng.choice(family["last"])
                name = name if name.endswith(second) else f"{name} {second}"
            if name not in self.taken:
                break
        if len(self.taken) < MOST_NAMES_APART:
            self.taken.add(name)
        return name

    def _email(self, name: str) -> str:
        words = name.lower().translate(PLAIN).split()
        first, last = ("".join(filter(_is_plain, word)) for word in (words[0], words[-1]))
        return f"{first}.{last}.{next(self.numbers)}@demo.example.org"


def _is_plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def first_of_month(day: dt.date) -> dt.date:
    """People begin on the first, or on the middle day of the month."""
    return day.replace(day=1 if day.day < 15 else 15)


class Registry:
    """Writes people. Only those with a part and an address of their own get a password: `password_for`."""

    def __init__(self, password_for: Callable[[str], str]) -> None:
        self.groups = {group.name: group for group in Group.objects.all()}
        self.password_for = password_for
        # Those with the same password share a hash: each takes a while.
        self.hashed = cache(make_password)
        self.unusable = make_password(None)

    def save(self, people: list[Person]) -> None:
        """Store users, employments and leaves of the batch, and set each person's `user_id`."""
        users = User.objects.bulk_create([self._user(person) for person in people])
        for person, user in zip(people, users, strict=True):
            person.user_id = user.pk
            if "groups" in person.part:
                user.groups.add(*(self.groups[name] for name in person.part["groups"]))
                _send_no_mail(user)
        employments = Employment.objects.bulk_create(
            Employment(
                user_id=person.user_id,
                workplace_id=post.workplace_id,
                job_function=post.job,
                start=post.start,
                end=post.end,
                is_manager=post.is_manager,
            )
            for person in people
            for post in person.posts
        )
        present: dict[int, Employment] = {}
        for row in employments:
            # Of somebody's posts the present one comes first.
            present.setdefault(row.user_id, row)
        Leave.objects.bulk_create(
            Leave(employment=present[person.user_id], start=start, end=end)
            for person in people
            for start, end in person.leaves
        )

    def save_outsiders(self, people: list[DemoPerson], joined: dt.date) -> None:
        """Store those without a job: the citizen, of whom nothing else is kept, and the administrator."""
        for person in people:
            user = User(email=person["email"], display_name=person["name"])
            user.password = self.hashed(self.password_for(user.email))
            user.date_joined = at(joined, 8 * 60)
            user.is_staff = user.is_superuser = person["email"].startswith("admin@")
            user.save()
            _send_no_mail(user)

    def _user(self, person: Person) -> User:
        return User(
            email=person.email,
            display_name=person.name,
            password=self.hashed(self.password_for(person.email))
            if "email" in person.part
            else self.unusable,
            is_active=not person.has_left,
            date_joined=at(person.posts[-1].start, 8 * 60),
        )


def _send_no_mail(user: User) -> None:
    """Workflows write to those who sign; those who do not exist read no mail."""
    UserProfile.objects.create(
        user=user, submitted_notifications=False, approved_notifications=False, rejected_notifications=False
    )
