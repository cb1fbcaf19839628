"""What people have built on the entries of a framework, and which changes of a file would pull it away."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from competences.enums import CompetenceKind
from competences.models import Competence, Framework, Profile, Strategy

from .drafts import CompetenceDraft
from .problems import Problems

# Below this part of signs in common a statement is a new one, not an edited one (0 to 1).
ALIKE = 0.5
_COMPARED = 1000
# What comes with the framework from files, and is made anew by them.
_FROM_FILES = (Competence, Profile, Strategy)


def find_foundations(framework: Framework) -> dict[int, str]:
    """What builds on each entry, in words, by the entry's id: levels of jobs, evidence, courses' outcomes.

    Every relation that any room has to an entry counts, so that a new one needs no word here.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for relation in Competence._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or issubclass(model, _FROM_FILES):
            continue
        name = relation.field.name
        ids = model._base_manager.filter(**{f"{name}__framework": framework}).values_list(name, flat=True)
        for pk in ids.order_by().distinct():
            found[pk].append(str(model._meta.verbose_name_plural))
    return {pk: ", ".join(names) for pk, names in found.items()}


class Guard:
    """Notes every change of an entry that would give what builds on it another meaning."""

    def __init__(
        self,
        framework: Framework,
        rows: list[Competence],
        drafts: Iterable[CompetenceDraft],
        problems: Problems,
    ) -> None:
        self.problems = problems
        self.foundations = find_foundations(framework) if rows else {}
        self.statements: dict[str, set[int]] = defaultdict(set)
        for row in rows:
            self.statements[_plain(row.title)].add(row.pk)
        self.owners = {draft.code: draft.identifier for draft in drafts}

    def check(self, row: Competence, draft: CompetenceDraft, *, is_moved: bool) -> None:
        """Note what would become another with a stored row, or of one that is new, nothing."""
        if row.pk in self.foundations:
            for what in self._changes(row, draft, is_moved):
                self._note(row, what)

    def check_gone(self, row: Competence) -> bool:
        """Whether the row may go because nothing builds on it; noted where it may not."""
        if row.pk not in self.foundations:
            return True
        self._note(row, _("it is gone from the file"))
        return False

    def _changes(self, row: Competence, draft: CompetenceDraft, is_moved: bool) -> Iterator[str]:
        if row.kind != draft.kind:
            kinds = {"old": CompetenceKind(row.kind).label, "new": draft.kind.label}
            yield _("it would change from “%(old)s” to “%(new)s”") % kinds
        if is_moved:
            yield _("it would move to another place in the tree")
        if self.owners.get(row.code, draft.identifier) != draft.identifier:
            yield _("its code would go to another entry")
        if self._is_another(row, draft):
            yield _("its statement would say something else")

    def _is_another(self, row: Competence, draft: CompetenceDraft) -> bool:
        old, new = _plain(row.title), _plain(draft.title)
        if old == new:
            return False
        if row.identifier != draft.identifier:
            # A new identifier says that it is another entry. Only the same words speak against it.
            return True
        if row.is_edited:
            # Worded here: the words stay.
            return False
        if self.statements.get(new, set()) - {row.pk}:
            return True
        return SequenceMatcher(None, old[:_COMPARED], new[:_COMPARED], autojunk=False).ratio() < ALIKE

    def _note(self, row: Competence, what: str) -> None:
        self.problems.add(
            row.code,
            _("%(what)s, but something builds on it here: %(things)s.")
            % {"what": what, "things": self.foundations[row.pk]},
        )
        self.problems.advise(
            _(
                "Put this right in the file. Or take it in as a new version beside the old one: a framework"
                " and entries with identifiers of their own (in our own files: another code)."
            )
        )


def _plain(text: str) -> str:
    """The words alone: what differs in case, marks and spaces only says the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))
