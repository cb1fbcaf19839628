"""Files as others send them: zips, what programs leave behind, YAML with slips, others' packages."""

import errno
import stat
import zipfile
from pathlib import Path

import pytest

from courses.exchange.domain import archives
from courses.exchange.domain.course_files import export_course, import_courses
from courses.exchange.domain.problems import CourseRefused
from courses.models import CoursePage
from tests.courses.exchange.files import COURSE, FILES, line_of, write_course

pytestmark = pytest.mark.django_db
LEFT = (
    *(
        "Thumbs.db",
        "desktop.ini",
        "media/.DS_Store",
        "__MACOSX/._course.yaml",
        "~$noter.docx",
        ".vscode/x.json",
    ),
    *("bagefter/.noter.md.swp", "bagefter/noter.md~", "paa-gangen/Thumbs.db", "#noter.md#", "@eaDir/x.jpg"),
)


def refused(place: Path) -> list[str]:
    with pytest.raises(CourseRefused) as caught:
        import_courses([place])
    assert not CoursePage.objects.exists()
    return caught.value.problems


def pack(target: Path, files: dict[str, str | bytes], **options) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def test_what_programs_leave_behind_is_no_part_of_the_course(catalogue, tmp_path) -> None:
    root = write_course(tmp_path, **dict.fromkeys(LEFT, "x"))
    assert import_courses([root])[0].created
    export_course("aftenvagt", root)
    assert all((root / name).is_file() for name in LEFT)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(catalogue, tmp_path) -> None:
    import_courses([write_course(tmp_path)])
    for file in (tmp_path / "aftenvagt").rglob("*.*"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert import_courses([tmp_path / "aftenvagt"])[0].changes == 0


@pytest.mark.parametrize("prefix", ["", "aftenvagt/", "Mit kursus æøå/", "aftenvagt\\"])
def test_a_zip_is_as_good_as_its_folder(catalogue, tmp_path, prefix: str) -> None:
    files = {
        (prefix + name).replace("/", "\\") if "\\" in prefix else prefix + name: text
        for name, text in FILES.items()
    }
    place = pack(tmp_path / "aftenvagt.zip", {**files, "__MACOSX/._course.yaml": "x", ".DS_Store": "x"})
    assert import_courses([place])[0].created == 7
    assert import_courses([write_course(tmp_path)])[0].changes == 0


def test_a_fault_in_a_zip_is_told_as_in_a_folder(catalogue, tmp_path) -> None:
    place = pack(tmp_path / "aftenvagt.zip", {**FILES, "course.yaml": COURSE.replace("M.2", "M.9")})
    assert refused(place) == refused(write_course(tmp_path, ("course.yaml", "M.2", "M.9")))


def _link() -> dict[zipfile.ZipInfo, str]:
    entry = zipfile.ZipInfo("media/x.pdf")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return {entry: "/etc/passwd"}


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"../ud.md": "x"}, "»../ud.md« i zip-filen fører ud af sin mappe."),
        ({"/etc/ud.md": "x"}, "»/etc/ud.md« i zip-filen fører ud af sin mappe."),
        ({"..\\ud.md": "x"}, "»..\\ud.md« i zip-filen fører ud af sin mappe."),
        ({"C:\\ud.md": "x"}, "»C:\\ud.md« i zip-filen fører ud af sin mappe."),
        (_link(), "»media/x.pdf« i zip-filen er en genvej. Læg selve filen i."),
        ({"media/x.txt": b"0" * 30 * 1024**2}, "zip-filen fylder for meget til et kursus."),
        ({"media\\x.txt": "1", "media/x.txt": "2"}, "to filer i zip-filen har samme navn."),
    ],
)
def test_a_zip_that_cannot_be_trusted_is_refused(catalogue, tmp_path, files, what: str) -> None:
    assert refused(pack(tmp_path / "a.zip", {**FILES, **files})) == [f"a.zip: {what}"]
    assert not (tmp_path.parent / "ud.md").exists()


def test_a_zip_of_too_many_files_or_with_a_password_is_refused(catalogue, tmp_path, monkeypatch) -> None:
    place = pack(tmp_path / "a.zip", FILES)
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    assert refused(place) == ["a.zip: zip-filen fylder for meget til et kursus."]
    content = bytearray(place.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    place.write_bytes(content)
    assert refused(place) == ["a.zip: zip-filen har en adgangskode. Pak den uden."]
    place.write_bytes(b"ikke en zip")
    assert refused(place) == ["a.zip: det er ikke en zip-fil, der kan læses. Pak mappen igen."]
    assert refused(pack(tmp_path / "b.zip", {"readme.txt": "x"})) == [
        "b.zip: der er ingen course.yaml øverst i zip-filen eller i dens mappe."
    ]


@pytest.mark.parametrize(
    ("name", "files", "begins"),
    [
        ("a.zip", {"imsmanifest.xml": "<manifest><schema>ADL SCORM</schema>"}, "det er en SCORM-pakke."),
        ("a.imscc", {"imsmanifest.xml": "<manifest xmlns='…/imsccv1p1/'>"}, "det er en Common Cartridge."),
        ("a.mbz", {"moodle_backup.xml": "x"}, "det er et kursus fra Moodle."),
        ("a.zip", {"moodle_backup.xml": "x"}, "det er et kursus fra Moodle."),
        ("a.zip", {"cmi5.xml": "x", "index.html": "x"}, "det er en cmi5-pakke."),
        ("a.zip", {"pakke/tincan.xml": "x"}, "det er en xAPI-pakke."),
        ("a.h5p", {"h5p.json": "{}", "content/content.json": "{}"}, "det er en H5P-pakke."),
    ],
)
def test_other_platforms_packages_are_refused_by_name(catalogue, tmp_path, name, files, begins) -> None:
    (told,) = refused(pack(tmp_path / name, files))
    assert told.startswith(f"{name}: {begins} ")
    if name == "a.zip" and "imsmanifest.xml" in files:
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extractall(tmp_path / "ude")
        assert begins in refused(tmp_path / "ude")[0]


# Words in course.yaml, what stands there instead, words on the line at fault, and what is said of it.
SLIPS = {
    "a tab": (
        "    intro:",
        "\tintro:",
        "\tintro",
        "»intro: Et møde i døren.«: linjen er rykket ind med tabulator. Brug mellemrum.",
    ),
    "a colon": (
        "title: Aftenvagt",
        "title: Aften: vagt",
        "title",
        "»title: Aften: vagt«: en tekst med kolon i skal stå i citationstegn.",
    ),
    "no space": (
        "title: Aftenvagt",
        "title:Aftenvagt",
        "title:A",
        "»title:Aftenvagt«: der mangler et mellemrum efter kolon.",
    ),
    "an open quote": (
        "title: Aftenvagt",
        'title: "Aftenvagt',
        "title",
        '»title: "Aftenvagt«: citationstegnet bliver aldrig lukket. Skriv det igen, hvor teksten slutter.',
    ),
    "an inner quote": (
        "title: Aftenvagt",
        "title: 'Lone's vagt'",
        "title",
        "»title: 'Lone's vagt'«: teksten går videre efter sit citationstegn. Brug »…« inde i teksten.",
    ),
    "a star": (
        "title: Aftenvagt",
        "title: *Aften* vagt",
        "title",
        "»title: *Aften* vagt«: en tekst, der begynder med det tegn, skal stå i citationstegn.",
    ),
    "an at": (
        "title: Aftenvagt",
        "title: @vagt",
        "title",
        "»title: @vagt«: en tekst, der begynder med det tegn, skal stå i citationstegn.",
    ),
    "a tag": (
        "title: Aftenvagt",
        "title: !vagt",
        "title",
        "»title: !vagt«: en tekst, der begynder med det tegn, skal stå i citationstegn.",
    ),
    "an open list": (
        "[doeren, te]",
        "[doeren, te",
        "[doeren",
        "»lessons: [doeren, te«: en parentes bliver aldrig lukket, eller der mangler et komma.",
    ),
    "indented": (
        "summary:",
        "  summary:",
        "summary",
        "»summary: To møder om aftenen.«: "
        "linjen er ikke rykket ind som dem, den hører til. Brug lige mange mellemrum.",
    ),
    "no name": (
        "form: online",
        "et ord\nform: online",
        "et ord",
        "»et ord«: linjen mangler et navn med kolon og mellemrum, som »title: …«.",
    ),
    "twice": ("summary:", "title: x\nsummary:", "title: x", "»title« står to gange. Behold den ene."),
    "Norway": (
        "title: Aftenvagt",
        "title: no",
        "title",
        "»title« skal være tekst. Sæt den i citationstegn. Der står »no«.",
    ),
    "on": (
        "required: x",
        "on: x",
        "on: x",
        "»on« kan ikke være navnet på et felt. Er det et navn, så sæt det i citationstegn.",
    ),
    "a day": (
        "title: Aftenvagt",
        "title: 2026-11-30",
        "title",
        "»title« skal være tekst. Sæt den i citationstegn. Der står »2026-11-30«.",
    ),
    "no day": (
        "title: Aftenvagt",
        "title: 2026-02-30",
        "title",
        "»2026-02-30« er hverken en dag eller et tal. Er det tekst, så sæt den i citationstegn.",
    ),
    "a bell": (
        "title: Aftenvagt",
        "title: Aften\x07vagt",
        "title",
        "linjen har et tegn, som ingen kan se. Skriv linjen igen.",
    ),
    "a written bell": (
        "title: Aftenvagt",
        'title: "Aften\\avagt"',
        "title",
        "»title«: Ved »Aften« står et tegn, som ingen kan se. Skriv ordene igen.",
    ),
    "a word for a number": (
        "form: online",
        "minutes: syv\nform: online",
        "minutes",
        "»minutes« skal være et helt tal. Der står »syv«.",
    ),
    "no such choice": (
        "form: online",
        "form: hjemme",
        "form: hj",
        "»form«: vælg en af disse: online, attended, blended. Der står »hjemme«.",
    ),
    "nothing": ("title: Aftenvagt\n", "", "format", "»title« mangler."),
}


@pytest.mark.parametrize(("old", "new", "words", "what"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_once_with_what_stands_there_and_what_to_do(
    catalogue, tmp_path, old, new, words, what
) -> None:
    course = (
        COURSE.replace("form: online", "required: x\nform: online", 1) if old == "required: x" else COURSE
    )
    root = write_course(
        tmp_path, ("course.yaml", old, new), **({"course.yaml": course} if course != COURSE else {})
    )
    (told,) = refused(root)
    place, said = told.split(": ", 1)
    assert place == f"aftenvagt/course.yaml:{line_of(course.replace(old, new, 1), words)}"
    assert said.startswith(what)


def test_aliases_that_grow_are_refused_before_they_grow(catalogue, tmp_path) -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    bomb = "\n".join(["a0: &a0 [x, x]", *lines])
    root = write_course(tmp_path, **{"course.yaml": f"{COURSE}{bomb}\n"})
    assert refused(root)[0].endswith("en værdi peger på en anden med »&« og »*«. Skriv den helt ud.")


@pytest.mark.parametrize("damage", ["cut", "packed", "method", "checksum"])
def test_a_zip_that_is_broken_is_refused_with_a_sentence(catalogue, tmp_path, damage: str) -> None:
    place = pack(tmp_path / "aftenvagt.zip", {"noter.md": "Måske i morgen. " * 500})
    data = bytearray(place.read_bytes())
    listed = data.index(b"PK\x01\x02")
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "packed":
        data[60:70] = b"\xff" * 10
    elif damage == "method":
        data[8] = data[listed + 10] = 99
    else:
        data[listed + 16] ^= 0xFF
    place.write_bytes(data)
    assert refused(place) == [f"{place.name}: det er ikke en zip-fil, der kan læses. Pak mappen igen."]


def test_a_full_disk_is_no_fault_of_the_zip(catalogue, tmp_path, monkeypatch) -> None:
    """It is told as what it is, by whoever runs the import."""
    place = pack(tmp_path / "aftenvagt.zip", {"course.yaml": COURSE})

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archives, "_write", full)
    with pytest.raises(OSError, match="No space"):
        import_courses([place])
    assert not CoursePage.objects.exists()
