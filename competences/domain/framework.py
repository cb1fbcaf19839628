"""Frameworks: taken in, given out, put into use, worded here."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.domain.statistics import learn_sizes
from accounts.models import User
from competences.enums import CompetenceKind
from competences.models import Competence, Framework, PastFramework

from .exchange.case_reading import read_case
from .exchange.companions import Known, read_profiles, read_proposals, read_strategies
from .exchange.drafts import FrameworkDraft
from .exchange.entries import Entry
from .exchange.files import read_entry
from .exchange.house import read_framework
from .exchange.problems import Remarks
from .exchange.storing import Tally, store_framework
from .exchange.storing_companions import store_profiles, store_proposals, store_strategies

DATA = Path(__file__).resolve().parent.parent / "data"
# In this order: the others speak of the framework's codes.
HOUSE_FILES = (
    "kompetencekrav-2019.yaml",
    "roller-og-modeller.yaml",
    "kommunale-strategier.yaml",
    "krav-forslag.yaml",
)
HOUSE_CODE = "KK2019"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did to a framework.

    `kept`: how many rows stay as people here have made them. `remarks`: sentences on what the file says that
    was taken otherwise than it stands, or is kept without being used.
    """

    framework: Framework
    created: int
    updated: int
    removed: int
    kept: int
    remarks: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many rows are not what they were before; 0 for a second run."""
        return self.created + self.updated + self.removed


def import_framework(path: Path | str, *, user: User | None = None) -> ImportResult:
    """Take in one file, whole or not at all, and say what changed.

    The names at the top of the file tell what it is: a framework of ours (YAML), the profiles, strategies or
    proposed levels that go with one, or a CASE 1.1 package (JSON). A file that goes with a framework names it
    in `for_framework`, else the one in use is meant. The same file again changes nothing, and what people
    have decided or worded here is kept.

    Raises `exchange.problems.ImportRefused` with all that is wrong, and where an entry that something builds
    on would become another (`exchange.foundations`); then nothing is stored.
    """
    top = read_entry(Path(path))
    remarks = Remarks()
    tally = Tally()
    with transaction.atomic():
        framework = _store(top, tally, remarks)
        top.problems.raise_if_any()
        result = ImportResult(
            framework, tally.created, tally.updated, tally.removed, tally.kept, remarks.sentences
        )
        if result.changes:
            log(
                framework,
                "competences.import_framework",
                user=user,
                data={
                    "file": top.problems.file,
                    "created": tally.created,
                    "updated": tally.updated,
                    "removed": tally.removed,
                },
            )
            learn_sizes()
    return result


@cache
def read_house_codes() -> tuple[str, ...]:
    """The codes of the 27 requirements of the framework that comes with the house, as its file has them."""
    draft = read_framework(read_entry(DATA / HOUSE_FILES[0]))
    assert draft is not None, HOUSE_FILES[0]
    return tuple(entry.code for entry in draft.competences if entry.kind == CompetenceKind.REQUIREMENT)


def load_house_framework() -> Framework:
    """Take in the framework of 2019 that comes with the house, with all that goes with it.

    Again changes nothing. It comes into use unless another framework already is.
    """
    with transaction.atomic():
        for name in HOUSE_FILES:
            import_framework(DATA / name)
        framework = Framework.objects.get(code=HOUSE_CODE)
    return framework


def choose_framework(framework: Framework, *, user: User | None = None) -> bool:
    """Put this framework into use from today instead of the one that was. False if it was in use already.

    The one before it is kept as what was in use up to yesterday: reports of days before still speak of it. Of
    several choices on one day the last counts.
    """
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with transaction.atomic():
        if Framework.objects.select_for_update().filter(pk=framework.pk, is_current=True).exists():
            framework.is_current = True
            return False
        before = Framework.objects.filter(is_current=True).first()
        if before is not None:
            PastFramework.objects.get_or_create(last_day=yesterday, defaults={"framework": before})
        Framework.objects.filter(is_current=True).update(is_current=False)
        Framework.objects.filter(pk=framework.pk).update(is_current=True)
        framework.is_current = True
        log(framework, "competences.choose_framework", user=user)
    return True


def word_competence(competence: Competence) -> None:
    """Save the words that somebody here has given an entry; imports leave them alone from now on."""
    with transaction.atomic():
        competence.is_edited = True
        competence.save(update_fields=["title", "title_en", "description", "is_edited"])
        Framework.objects.filter(pk=competence.framework_id).update(changed_at=timezone.now())


def _store(top: Entry, tally: Tally, remarks: Remarks) -> Framework:
    if top.values.keys() == {"CFPackage"}:
        # Some tools wrap the package in its own name.
        top = Entry(top.problems, top.where, top.mapping("CFPackage"))
    names = top.values.keys()
    if names & {"CFDocument", "CFItems", "CFAssociations"}:
        return _store_framework(top, read_case(top, remarks), tally)
    if "framework" in names:
        return _store_framework(top, read_framework(top), tally)
    if names & {"roles", "models", "actors", "levels"}:
        return _store_companion(top, tally)
    raise top.problems.refuse(
        _(
            "nothing here that can be imported: one of “framework”, “roles”, “models”, “actors”,"
            " “levels” and “CFDocument” must stand at the top."
        )
    )


def _store_companion(top: Entry, tally: Tally) -> Framework:
    framework = _named_framework(top)
    codes = {
        code: Known(kind, tuple(settings))
        for code, kind, settings in framework.competences.values_list("code", "kind", "settings")
    }
    # One file may hold several of them; nothing is stored before all of it has been read.
    names = top.values.keys()
    profiles = read_profiles(top, codes) if names & {"roles", "models"} else None
    strategies = read_strategies(top, codes) if "actors" in names else None
    proposals = read_proposals(top, codes) if "levels" in names else None
    top.problems.raise_if_any()
    if profiles is not None:
        store_profiles(framework, profiles, tally)
    if strategies is not None:
        store_strategies(framework, strategies, tally)
    if proposals is not None:
        store_proposals(framework, proposals, tally)
    return framework


def _store_framework(top: Entry, draft: FrameworkDraft | None, tally: Tally) -> Framework:
    top.problems.raise_if_any()
    if draft is None:
        raise top.problems.refuse(_("the framework has no code or title."))
    return store_framework(draft, top.problems, tally)


def _named_framework(top: Entry) -> Framework:
    code = top.text("for_framework")
    top.problems.raise_if_any()
    if code is None:
        framework = Framework.objects.filter(is_current=True).first()
        if framework is None:
            raise top.problems.refuse(_("no framework is in use yet. Import the framework first."))
        return framework
    framework = Framework.objects.filter(code=code).first()
    if framework is None:
        raise top.problems.refuse(
            _("there is no framework “%(code)s” here. Import it first.") % {"code": code}
        )
    return framework
