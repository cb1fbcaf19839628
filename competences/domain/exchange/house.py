"""Readers of our own YAML: the framework and the three files that go with one."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.enums import Setting
from competences.enums import CompetenceKind, Strand

from .drafts import CompetenceDraft, FrameworkDraft, MethodDraft, stable_identifier
from .entries import Entry, is_slug

# Tools first: that is the order in which the work is told.
BRANCHES = {"work_tools": Strand.TOOL, "recovery_aspects": Strand.RECOVERY}
CHILDREN = {
    CompetenceKind.AREA: "requirements",
    CompetenceKind.REQUIREMENT: "parts",
    CompetenceKind.PART: "parts",
}


def read_framework(top: Entry) -> FrameworkDraft | None:
    """The framework that the file describes, or None where something is wrong (the problems are noted).

    Conditions (K1 to K4 of KK2019) are the context of the work, nothing that a person can learn: they are
    left out.
    """
    entry = top.entry("framework")
    code = entry.text("code", required=True, longest=60)
    title = entry.text("title", required=True, longest=250)
    if code and not is_slug(code):
        entry.note(_("“code” may hold letters, figures, hyphens and underscores only."))
        code = None
    reader = _Tree(code or "")
    for branch, strand in BRANCHES.items():
        for area in top.entries(branch):
            reader.read(area, CompetenceKind.AREA, None, strand)
    if not reader.drafts:
        top.note(_("no area with requirements was found."))
    methods = _read_methods(top)
    draft_year = entry.number("year", 1900, 2999)
    if code is None or title is None:
        return None
    return FrameworkDraft(
        identifier=stable_identifier(code),
        code=code,
        title=title,
        competences=tuple(reader.drafts),
        methods=methods,
        title_en=entry.text("title_en", longest=250),
        publisher=entry.text("publisher", longest=200),
        year=draft_year,
        language=entry.text("language", longest=10),
        description=entry.text("description"),
    )


@dataclass
class _Tree:
    framework: str
    drafts: list[CompetenceDraft] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def read(self, entry: Entry, kind: CompetenceKind, parent: str | None, strand: str) -> None:
        code = entry.text("code", required=True, longest=60)
        title = entry.text("title", required=True)
        settings = entry.choices("settings", Setting.values, _("there is no setting “%(value)s”."))
        if code in self.seen:
            entry.note(_("the code stands more than once."))
            # What lies under it would only be told of a second time.
            return
        if code:
            self.seen.add(code)
            self.drafts.append(
                CompetenceDraft(
                    identifier=stable_identifier(self.framework, code),
                    code=code,
                    title=title or "",
                    kind=kind,
                    parent=parent,
                    title_en=entry.text("title_en"),
                    description=entry.text("description"),
                    section=entry.text("section", longest=30),
                    strand=strand,
                    settings=settings or (),
                )
            )
        below = CompetenceKind.REQUIREMENT if kind == CompetenceKind.AREA else CompetenceKind.PART
        for child in entry.entries(CHILDREN[kind]):
            self.read(child, below, code, strand)


def _read_methods(top: Entry) -> tuple[MethodDraft, ...] | None:
    if "methods" not in top.values:
        return None
    drafts = []
    seen = set()
    for entry in top.entries("methods"):
        code = entry.text("code", required=True, longest=20)
        title = entry.text("title", required=True, longest=200)
        if code in seen:
            entry.note(_("the code stands more than once."))
        seen.add(code)
        drafts.append(
            MethodDraft(
                code=code or "",
                title=title or "",
                title_en=entry.text("title_en", longest=200),
                section=entry.text("section", longest=30),
                demands=entry.texts("demands"),
                # The list of 2019 says "trained" for methods that demand a training of their own.
                needs_certificate=entry.flag("needs_certificate") or entry.flag("trained"),
                is_evidence_based=entry.flag("evidence_based"),
            )
        )
    return tuple(drafts)
