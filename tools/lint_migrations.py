"""Run django-migration-linter without installing it as an app: production has no use for it."""

import os

import django
from django.core.management import call_command
from django.db import connection
from django_migration_linter.management.commands.lintmigrations import Command

# Looked at by somebody, with the reason.
LOOKED_AT = [
    # Made before the first installation: no server asks by the old names while these run.
    "0002_a_room_of_its_own",
    "0002_rounds_and_what_is_taken_back",
    "0004_one_current_round",
    "0005_seats_have_a_state",
    "0007_one_person_for_each_number",
    "0003_kinds_are_words",
    "0009_own_views_apart",
    # The constraint is there already, and asks for less from now on: no row can be against it.
    "0008_marks_taken_away_stay",
    # Both columns have a default in the database: a server that knows nothing of them can go on writing.
    "0010_completions_say_what_they_prove",
    "0015_the_course_a_module_was_part_of",
    # The constraint asks for less than the one before it: no row can be against it.
    "0004_took_part_and_solved",
    "0003_a_proof_after_one_that_was_revoked",
    "0007_signatures_can_be_taken_back",
    # The constraints ask for less than those before, and the new column has a default in the database.
    "0004_levels_have_a_history",
    # The column stays as it is (its default was Django's, not the database's); the other table is new.
    "0002_what_others_files_say",
    # Its rows have moved. A server of before gets an error: better than to write where nobody looks any more.
    "0003_requests_are_observations",
    # The same: its rows stand in a table of their own.
    "0004_delete_workshopsession",
    # The constraints are on tables that it makes.
    "0005_teaching",
    # The unique columns are new and empty, and no server of before writes them.
    "0008_own",
    "0010_reminders",
]

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()
    # SQLite copies the whole table for every change, so each column that it has reads as a new one.
    excluded = ["NOT_NULL"] if connection.vendor == "sqlite" else []
    call_command(Command(), ignore_name=LOOKED_AT, exclude_migration_tests=excluded)
