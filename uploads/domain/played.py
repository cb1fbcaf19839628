"""Sounds and films: what they are, their first bytes say. They are kept as they came."""

# As many bytes as tell what a file is.
BEGINNING = 64
SOUND = ("mp3", "m4a", "ogg")
FILM = ("mp4", "webm")
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
# ISO 14496-12, 4.3: brands of what phones and programs write, and browsers play.
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"MSNV",
    b"dash",
    b"M4V ",
)


def suffix_of_played(beginning: bytes) -> str:
    """The ending that goes with a sound or a film that browsers play; nothing for what they do not."""
    if beginning.startswith(b"ID3") or _is_mpeg_sound(beginning):
        return "mp3"
    if beginning.startswith(b"OggS"):
        return "ogg"
    if beginning.startswith(b"\x1aE\xdf\xa3") and b"webm" in beginning[:BEGINNING]:
        return "webm"
    if beginning[4:8] == b"ftyp":
        if beginning[8:12] in (b"M4A ", b"M4B "):
            return "m4a"
        if beginning[8:12] in _MP4_BRANDS:
            return "mp4"
    return ""


def _is_mpeg_sound(beginning: bytes) -> bool:
    """ISO 11172-3, 2.4.1.3: eleven bits of one, then a version and a layer that there are."""
    if len(beginning) < 4 or beginning[0] != 0xFF or beginning[1] & 0xE0 != 0xE0:
        return False
    version, layer = beginning[1] >> 3 & 3, beginning[1] >> 1 & 3
    return version != 1 and layer == 1 and beginning[2] >> 4 != 0xF
