"""Production's settings for `bench.load`: all that is kept lies in a folder and a database of its own.

They refuse any other, so that nothing measured here can reach what an installation holds.
"""

import os
from pathlib import Path

from config.settings.production import *  # noqa: F403
from config.settings.production import DATABASES, STORAGES

MARK = "laersammen-bench-"
FILES_ROOT = Path(os.environ["BENCH_FOLDER"])
if MARK not in FILES_ROOT.name or MARK not in str(DATABASES["default"]["NAME"]):
    raise RuntimeError("The load is measured on a database and in a folder that were made for it alone.")

MEDIA_ROOT = FILES_ROOT / "media"
STATIC_ROOT = FILES_ROOT / "static"
SIGNING_KEYS_DIR = FILES_ROOT / "keys"
# A proxy hands out what stands in files; only their addresses stand on the pages that are measured.
STORAGES = {
    **STORAGES,
    "h5p": {**STORAGES["h5p"], "OPTIONS": {"location": FILES_ROOT / "h5p"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
