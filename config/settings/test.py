"""For the suite: fast hashes, no files shared between workers."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "test"
LEDGER_KEY, LEDGER_OLD_KEYS = "test ledger", []
LEDGER_HEADS_FILE = Path(tempfile.gettempdir()) / "laersammen-ledger-heads.jsonl"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# What a test sends is in `mail.outbox` at once; one about the waiting names the worker's backend.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    # Nothing is kept between tests: a fixture gives each a folder of its own.
    "default": {"BACKEND": "uploads.domain.storage.UploadStorage"},
    "h5p": {
        "BACKEND": "uploads.domain.storage.WholeFileStorage",
        "OPTIONS": {"location": tempfile.gettempdir()},
    },
    "papers": {
        "BACKEND": "uploads.domain.storage.PrivateStorage",
        "OPTIONS": {"location": tempfile.gettempdir()},
    },
    "school": {
        "BACKEND": "uploads.domain.storage.PrivateStorage",
        "OPTIONS": {"location": tempfile.gettempdir()},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Each process of the suite has its own; tests/accounts/test_two_workers.py shares those of an installation.
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
# What would wait for a worker is done at once; a test that needs the waiting sets another backend.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
}
# Whatever a developer's .env says: a test that sends names a store of its own.
LEARNING_RECORD_STORES = []
MEDIA_ROOT = Path(tempfile.gettempdir())
# There are no keys but those that a test makes in a folder of its own.
SIGNING_KEYS_DIR = Path(tempfile.gettempdir()) / "laersammen-without-keys"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
