"""Figures that are the house's own choice: an installation may want others."""

# -- links to one's own profile

# Days that a link can work; whoever makes it chooses.
SHARE_DAYS = (7, 30, 90)
SHARE_DAYS_AT_FIRST = 30
# Links of one person that work at a time: so many one can keep in mind.
MOST_SHARES = 5
# Letters of the owner's own words about whom a link is for.
LONGEST_FOR = 80
# Links that do not work any more, as they are shown to their owner: the newest.
SHOWN_ENDED_SHARES = 20

# -- development talks

# Days before an agreement's date on which both are reminded of it; 0 is the day itself.
REMINDER_STEPS = (7, 0)

MAX_GOALS = 20
MAX_AGREEMENTS = 20
# Rows that the form of agreements offers beyond those that are written.
EMPTY_ROWS = 2
LONGEST_LINE = 300
LONGEST_WORDS = 1_000
LONGEST_NOTE = 5_000

# The day before, where neither a talk nor a round of own views says another one.
YEAR_BACK = 365
