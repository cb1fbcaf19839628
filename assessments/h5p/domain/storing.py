"""Files on their way into the store, and out of it when what they belong to is not kept after all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from django.core.files.base import File
from django.core.files.storage import storages

# Puts an unpacked file into the store, under this name.
Put = Callable[[str, Path], None]


class _Unpacked(File):  # type: ignore[type-arg]
    """A file that may be moved instead of copied, as Django's storage does where both lie on one disk."""

    def temporary_file_path(self) -> str:
        return str(self.name)


@contextmanager
def storing() -> Iterator[Put]:
    """Gives the function that stores a file. All it stored goes again when the block ends in an exception.

    Put it inside the transaction: while that lasts nobody else gets a library's name, and so nobody's files
    but ours are taken away. A commit that fails leaves files that no row names, and that do no harm.
    """
    store = storages["h5p"]
    stored: list[str] = []

    def put(name: str, file: Path) -> None:
        # A process that was killed may have left one: the row says who owns the name, and it is ours.
        store.delete(name)
        stored.append(name)
        with file.open("rb") as source:
            store.save(name, _Unpacked(source, name=str(file)))

    try:
        yield put
    except BaseException:
        take_away(stored)
        raise


def take_away(names: Iterable[str]) -> None:
    """Delete these files from the store, and the folders that are empty then."""
    store = storages["h5p"]
    folders: set[PurePosixPath] = set()
    for name in names:
        store.delete(name)
        folders.update(PurePosixPath(name).parents)
    for folder in sorted(folders - {PurePosixPath(".")}, key=lambda one: -len(one.parts)):
        # Somebody else's files lie in it.
        with suppress(OSError):
            store.delete(str(folder))
