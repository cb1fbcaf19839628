#!/usr/bin/env python
"""Django's command line for Lærsammen."""

import atexit
import gc
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.settings import choose

if __name__ == "__main__":
    choose("config.settings.development")
    # A start makes hundreds of thousands of objects that all stay, and a command's end takes them with it:
    # looking for garbage among them, every 700 objects and thrice at the end, is a third of the time.
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if settings.configured:
            raise
        # What the settings lack, in a sentence: the way there says nothing more.
        sys.exit(str(error))
    except Exception as error:
        # Only now: Django must be set up before a sentence can be translated.
        from uploads.domain.disk import DISK_FULL, is_disk_full

        if not is_disk_full(error):
            raise
        sys.exit(str(DISK_FULL))
