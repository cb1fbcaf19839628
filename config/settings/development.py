"""On one's own machine: debug pages, the demo people's sign-in buttons, files served as they lie."""

from .base import *  # noqa: F403
from .base import env

DEBUG = True
SECRET_KEY = "development-only-never-for-real-people"
LEDGER_KEY = env.str("LEDGER_KEY", default=f"ledger of {SECRET_KEY}")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
DEMO_SIGN_IN = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
