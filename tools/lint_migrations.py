"""Run django-migration-linter without installing it as an app: production has no use for it."""

import os

import django
from django.core.management import call_command
from django_migration_linter.management.commands.lintmigrations import Command

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    call_command(Command())
