"""How the school gives seats, and what it keeps. Figures of ours, to be changed here."""

import datetime as dt

# Somebody who is asked has so long to answer, where there is time.
OFFER_LASTS = dt.timedelta(hours=24)
# Never less than this: nobody is asked when there is no time for it.
OFFER_LASTS_AT_LEAST = dt.timedelta(hours=2)
# Nobody has to answer so shortly before it begins.
LAST_ANSWER_BEFORE = dt.timedelta(hours=3)
# Near the start an answer is wanted within this part of the time that is left.
SHARE_OF_WHAT_IS_LEFT = 4
# No deadline lies between these hours, local time.
NIGHT_BEGINS = dt.time(20, 0)
NIGHT_ENDS = dt.time(9, 0)
# Whoever has not answered is reminded when this part of the time is left.
SHARE_OF_TIME_TO_REMIND = 4
# A place is kept for somebody in doubt so long, once, and no later than this before it begins.
PAUSE_LASTS = dt.timedelta(hours=48)
PAUSE_ENDS_BEFORE = dt.timedelta(hours=48)
# On this day of the week feedback is counted and told (0: Monday).
FEEDBACK_IS_TOLD_ON = 0
# Whoever has not answered so often is taken off the list.
MOST_UNANSWERED = 2
# Seats that are kept for the telephone are free for all so shortly before it begins.
KEPT_UNTIL = dt.timedelta(hours=24)
# A plan of one's own that nobody has opened for so many months is deleted.
PLAN_KEPT_MONTHS = 12
# Files of one session that those who teach put up. How large one may be, PAPER_MAX_BYTES says.
MOST_MATERIALS = 10
