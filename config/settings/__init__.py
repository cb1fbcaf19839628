"""Settings for each place the house runs in. Which of them hold, DJANGO_SETTINGS_MODULE says."""

import os


def choose(default: str) -> None:
    """Take these settings where the environment names none; an empty name is none."""
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE") or default
