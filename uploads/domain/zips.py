"""What goes wrong with a ZIP that somebody brought."""

import struct
import zipfile
import zlib

# What zipfile raises for bytes that are no ZIP, or are one that it cannot read. For a way of packing that it
# does not know it raises a kind of RuntimeError.
UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OverflowError,
    RuntimeError,
    ValueError,
)
