"""What is the same for every file that people bring."""

# Opened by itself, a file does nothing: no script, no form, no origin of ours.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

# A paper that somebody shows (`domain/papers.py`): pages of all its files, pixels of a picture, and the
# longest side of a picture as it is kept, in pixels: enough to read small print on an A4 sheet.
PAPER_MAX_PAGES = 50
PAPER_MAX_PIXELS = 60_000_000
PAPER_LONGEST_SIDE = 3_000
# What all streams of a PDF may be together when they are unpacked, in bytes.
PAPER_MAX_UNPACKED = 400 * 1024 * 1024
# What making one file clean may cost: bytes of memory, and seconds.
PAPER_MAX_MEMORY = 1024 * 1024 * 1024
PAPER_MAX_SECONDS = 20
