from dataclasses import dataclass, field

from django.utils.translation import gettext as _

Path = tuple[str | int, ...]
# So much of a value is quoted.
QUOTED = 60


class CourseRefused(Exception):
    """A folder cannot be taken in, or a course cannot be written. `problems` say what is wrong and where.

    Nothing is stored, and no file is written.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Problems:
    """What is wrong with the files of a course, gathered so that all of it is told at once."""

    found: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, file: str, line: int, what: str) -> None:
        """Note what is wrong on a line of a file; the same sentence on the same line is told once."""
        self.found.add((file, line, what))

    def raise_if_any(self) -> None:
        """Raise `CourseRefused` with all that was noted as `file:line: reason`; return quietly otherwise."""
        if self.found:
            raise CourseRefused([f"{file}:{line}: {what}" for file, line, what in sorted(self.found)])


@dataclass(slots=True)
class Place:
    """Values from a file: the line each of them stands on, and as what it is written there."""

    problems: Problems
    file: str
    first_line: int = 1
    lines: dict[Path, int] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)
    noted: set[Path] = field(default_factory=set)

    def note(self, path: Path, what: str) -> None:
        """Note what is wrong with the value at `path`, or with what holds it where it is not in the file.

        The field's name and what stands there are said with it, unless the sentence says them.
        """
        self.noted.add(path)
        key, said = key_of(path), self.written.get(path, "").strip().split("\n")[0][:QUOTED]
        if key and not _says(what, key):
            what = _("“%(key)s”: %(what)s") % {"key": key, "what": what}
        if said and not _says(what, said):
            what = _("%(what)s It says “%(said)s”.") % {"what": what, "said": said}
        while path and path not in self.lines:
            path = path[:-1]
        self.problems.add(self.file, self.lines.get(path, self.first_line), what)


def _says(sentence: str, words: str) -> bool:
    """Whether the sentence quotes the words, in Danish or in English marks."""
    return f"“{words}”" in sentence or f"»{words}«" in sentence


def key_of(path: Path) -> str:
    """The name to speak of a value by: its own, or for a point of a list that of the list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")
