"""Photos as cameras and programs make them: with a place, a time, a name and words, in every format."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

# Words that no clean picture holds. GPS stands as numbers; the reference letters and these stand for it too.
SECRET = b"Fru Hansen paa Solbakken"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>55,40.5N</exif:GPSLatitude>'
    + SECRET
    + b"</x:xmpmeta>"
)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LATITUDE = (55.0, 40.0, 33.25)
LATITUDE_BYTES = [struct.pack(f"{order}II", 133, 4) for order in "<>"]


def make_exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kamera " + SECRET.decode()
    exif[0x013B] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", LATITUDE, "E", (12.0, 34.0, 5.5)
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 05:06:07"
    return exif.tobytes()


def picture(mode: str = "RGB") -> Image.Image:
    """Not the same upside down, nor on its side."""
    image = Image.linear_gradient("L").resize((40, 24)).convert(mode)
    image.paste(Image.new(mode, (10, 6)), (0, 0))
    return image


def _saved(form: str, mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    picture(mode).save(out, form, **options)
    return out.getvalue()


def jpeg(orientation: int = 1, mode: str = "RGB", *, progressive: bool = False) -> bytes:
    """With EXIF, XMP, IPTC, a comment, a profile, a second picture and a film behind its end."""
    plain = _saved(
        "JPEG",
        mode,
        exif=make_exif(orientation),
        xmp=XMP,
        comment=SECRET,
        icc_profile=PROFILE,
        progressive=progressive,
        restart_marker_blocks=1,
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(SECRET)) + SECRET
    more = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return plain[:2] + more + plain[2:] + jpeg_alone() + b"ftypmp42" + SECRET


def jpeg_alone() -> bytes:
    return _saved("JPEG", exif=make_exif())


def png(orientation: int = 1) -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_text("Comment", SECRET.decode(), zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    whole = _saved("PNG", exif=make_exif(orientation), pnginfo=words, icc_profile=PROFILE)
    unknown = b"prVt" + SECRET
    chunk = struct.pack(">I", len(SECRET)) + unknown + struct.pack(">I", zlib.crc32(unknown))
    return whole[:33] + chunk + whole[33:] + SECRET


def webp(orientation: int = 1) -> bytes:
    return _saved("WEBP", exif=make_exif(orientation), xmp=XMP, icc_profile=PROFILE) + SECRET


def moving_webp(orientation: int = 1) -> bytes:
    return _saved(
        "WEBP",
        exif=make_exif(orientation),
        xmp=XMP,
        save_all=True,
        append_images=[picture().rotate(180)],
        duration=90,
    )


def gif(_orientation: int = 1) -> bytes:
    whole = _saved(
        "GIF", save_all=True, append_images=[picture().rotate(180)], duration=90, loop=0, comment=SECRET
    )
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\x00"
    return whole[:-1] + xmp + b";" + SECRET


def avif(orientation: int = 1) -> bytes:
    return _saved("AVIF", exif=make_exif(orientation), xmp=XMP, icc_profile=PROFILE)


def tiff(orientation: int = 1) -> bytes:
    return _saved("TIFF", exif=make_exif(orientation), icc_profile=PROFILE)


# Every format of pictures that the house admits, and TIFF, which packages of H5P may hold.
PHOTOS: dict[str, Callable[[int], bytes]] = {
    "jpg": jpeg,
    "jpeg": lambda orientation=1: jpeg(orientation, progressive=True),
    "png": png,
    "webp": webp,
    "gif": gif,
    "avif": avif,
    "tif": tiff,
}


def says(data: bytes) -> list[str]:
    """What a file tells besides its pixels; empty where it is clean."""
    found = []
    if SECRET in data:
        found.append("words")
    if any(place in data for place in LATITUDE_BYTES):
        found.append("place")
    with Image.open(BytesIO(data)) as image:
        found += [str(tag) for tag in image.getexif() if tag not in TIFF_OWN | {0x0112}]
        found += [
            str(key) for key in image.info if key in {"xmp", "comment", "Author", "Comment", "photoshop"}
        ]
    return found


WORDS = {"xmp", "comment", "Author", "Comment", "photoshop"}
TIFF_OWN = {254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 282, 283, 296, 317, 338, 339, 34675}
