"""How small a group may be, and on which day of a month figures are made: data, and no rule of the code."""

# The fewest people that a figure tells of, and the step in which counted answers are shown. With fewer, who
# sits beside whom can guess who answered what.
LEAST = 5
# Figures are made for this day of each month.
RELEASE_DAY = 1
