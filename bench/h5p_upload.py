"""A package of 50 MB through the gate, beside plainly unpacking it, and a bomb that stays outside."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File
from django.core.files.storage import storages

from bench.rows import Row, compare
from bench.timing import peak_memory
from tests.factories.h5p_packages import MP4, make_package_files, zip_files

MEGABYTE = 1024 * 1024
PACKAGE = "H5P_BENCH_PACKAGE"


def measure() -> list[Row]:
    """Seconds and memory from upload to ready, and what a bomb costs before it is refused."""
    with TemporaryDirectory() as folder:
        package, bomb = Path(folder) / "film.h5p", Path(folder) / "bomb.h5p"
        package.write_bytes(_film())
        bomb.write_bytes(_bomb())
        os.environ[PACKAGE] = str(package)
        idle = peak_memory("bench.h5p_upload", "stay_idle")
        bomb_took = _seconds(lambda: _take_in(bomb, "refused"), folder)
        plain = _seconds(lambda: _copy_and_unpack(package, Path(folder)), folder)
        took = _seconds(lambda: _take_in(package, "ready"), folder)
        peak = peak_memory("bench.h5p_upload", "take_in_package")
        os.environ[PACKAGE] = str(bomb)
        bomb_peak = peak_memory("bench.h5p_upload", "refuse_bomb")
    return [
        compare("H5P: 50 MB package, upload to ready", took, "s", baseline=plain),
        compare("H5P: the same, memory above idle", peak - idle, "MB", max_value=100),
        compare("H5P: bomb of 0.6 MB that holds 600 MB, refused in", bomb_took, "s", max_value=1),
        compare("H5P: the same, memory above idle", bomb_peak - idle, "MB", max_value=100),
    ]


def stay_idle() -> None:
    """What a worker has loaded before it meets a package."""
    _load()


def take_in_package() -> None:
    """The 50 MB package, in a process of its own."""
    with TemporaryDirectory() as folder:
        _seconds(lambda: _take_in(Path(os.environ[PACKAGE]), "ready"), folder)


def refuse_bomb() -> None:
    """The bomb, in a process of its own."""
    with TemporaryDirectory() as folder:
        _seconds(lambda: _take_in(Path(os.environ[PACKAGE]), "refused"), folder)


def _film() -> bytes:
    films = {f"videos/{number}.mp4": MP4 + os.urandom(10 * MEGABYTE) for number in range(5)}
    return zip_files(make_package_files(media=films))


def _bomb() -> bytes:
    buffer = io.BytesIO(zip_files(make_package_files()))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("content/film.mp4", "w") as film,
    ):
        for _ in range(600):
            film.write(bytes(MEGABYTE))
    return buffer.getvalue()


def _load() -> None:
    import assessments.h5p.domain.uploads  # noqa: F401, PLC0415 (models: only after set-up)


def _seconds(call: Callable[[], object], folder: str) -> float:
    """Seconds of one call, with the store in a folder of its own."""
    store = storages["h5p"]
    vars(store).update(base_location=f"{folder}/store", location=f"{folder}/store")
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _take_in(path: Path, state: str) -> None:
    from assessments.h5p.domain.libraries import approve_library  # noqa: PLC0415
    from assessments.h5p.domain.uploads import receive_package  # noqa: PLC0415
    from assessments.h5p.models import Library, Upload  # noqa: PLC0415

    with path.open("rb") as source:
        upload = receive_package(File(source, name=path.name), by=None)
    for library in Library.objects.exclude(state="approved"):
        approve_library(library, by=None)
    upload = Upload.objects.get(pk=upload.pk)
    if upload.state != state:
        raise RuntimeError(f"{path.name}: {upload.state} {upload.problem}")


def _copy_and_unpack(path: Path, folder: Path) -> None:
    copy = folder / "copy.h5p"
    copy.write_bytes(path.read_bytes())
    with zipfile.ZipFile(copy) as archive:
        archive.extractall(folder / "plain")
