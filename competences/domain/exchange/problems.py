from django.utils.translation import gettext as _


class ImportRefused(Exception):
    """A file cannot be taken in. `problems` are sentences on what is wrong and where; nothing is stored."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Problems:
    """What is wrong with one file, gathered so that all of it is told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[str] = []

    def add(self, where: str, what: str) -> None:
        """Note what is wrong with the entry called `where`; the same sentence is told once."""
        sentence = _("%(file)s, %(where)s: %(what)s") % {"file": self.file, "where": where, "what": what}
        if sentence not in self._found:
            self._found.append(sentence)

    def refuse(self, what: str) -> ImportRefused:
        """The error for a file that cannot be read at all, to be raised by the caller."""
        return ImportRefused([_("%(file)s: %(what)s") % {"file": self.file, "what": what}])

    def raise_if_any(self) -> None:
        """Raise `ImportRefused` with all that was noted; return quietly when that is nothing."""
        if self._found:
            raise ImportRefused(list(self._found))
