"""How long this house waits before it takes something for lost."""

import datetime as dt

# What a worker or a command has claimed is anybody's again after so long: it was killed.
CLAIM_HOLDS = dt.timedelta(minutes=15)
# A task claims what it works on after it has begun, so it begins anew a little later than its claim ends.
TASK_HOLDS = CLAIM_HOLDS + dt.timedelta(minutes=1)
# A task that has killed so many workers is not given to another one.
TASK_TRIES = 3
# A browser where somebody has signed in is known for so long, and by so many people.
DEVICE_IS_KNOWN = dt.timedelta(days=365)
MOST_PEOPLE_AT_A_DEVICE = 20
# What came of a task is kept for as long.
TASKS_ARE_KEPT = dt.timedelta(days=14)
# How long a mail waits after the first try, the second ... After the last it is given up.
MAIL_WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    *[dt.timedelta(hours=12)] * 6,
)
# Who has seen somebody's data is kept for as long: two years, as the person is told.
READS_ARE_KEPT = dt.timedelta(days=730)
# Who looks at the same thing again within this time has looked once.
SAME_READ = dt.timedelta(hours=1)
# What a request was still writing when its person was emptied is swept up as long after.
SWEPT_FOR = dt.timedelta(days=2)
