"""For the suite: fast hashes, no files shared between workers."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403

SECRET_KEY = "test"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(tempfile.gettempdir())
# There are no keys but those that a test makes in a folder of its own.
SIGNING_KEYS_DIR = Path(tempfile.gettempdir()) / "laersammen-without-keys"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
