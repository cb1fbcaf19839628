"""Figures that are the house's own choice, not a law: an installation may want others."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

# -- observations

# One who observes can do it without help, or teaches the method: docs/decisions/observations.md.
OBSERVER_LEVEL = 3

# How long a request waits. A link that opens without signing in does so for a shorter time.
INSIDE_WAITS = dt.timedelta(days=60)
OUTSIDE_WAITS = dt.timedelta(days=14)

# Days after which whoever it waits for is reminded.
REMINDED_AFTER = (3, 10)

# Requests that one person may have open at a time.
MOST_OPEN = 20
LONGEST_NOTE = 500
LONGEST_WORDS = 1000

# What an observer answers, by the level that it means. The last is said of the person, by name.
NEEDED = {
    0: _("I had to do it myself"),
    1: _("I had to help"),
    2: _("I only had to be near"),
    3: _("I was not needed"),
    4: _("%(name)s taught it to others"),
}

# -- rounds of own views

# Days before the last one on which those who have not answered yet can be reminded.
REMINDER_CHOICES = (14, 7, 2)
REMINDERS_AT_FIRST = (7, 2)
# No letter lies on top in the morning because a machine was awake at midnight.
LETTERS_FROM_HOUR = 8
MAX_COMMENT = 2_000
SHOWN_ROUNDS = 50

# -- figures about groups, by the names that the database knows (`releases.domain.figures.register`)

OWN_VIEW_FIGURE = "practice.own_view"
CITIZENS_FIGURE = "practice.citizens"

# -- papers and methods

# Months that the files of a paper are kept after the decision: as long as somebody may ask how it came about.
FILES_KEPT_MONTHS = 12
# Days of waiting after which those who may decide about a paper are told that it waits.
PAPERS_TOLD_AFTER = (3, 10, 30)
# Papers of one person that wait at a time: a reviewer reads each of them.
MOST_WAITING = 10
# How long before its last day a method certificate is said to run out soon.
RUNS_OUT_SOON = dt.timedelta(days=90)
