"""Answers in steps of five: none is ever shown alone, and none can be subtracted from another."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from releases.domain.steps import Told, shown_count, tell


def test_steps_are_multiples_of_five():
    shown = [shown_count(number) for number in range(12)]
    assert shown == [0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_where_all_or_all_but_one_are_alike_only_at_least_is_told():
    assert tell({"yes": 5}) == Told(5, {}, "yes", 3)
    assert tell({"yes": 4, "no": 1}) == Told(5, {}, "yes", 3)
    assert tell({"yes": 3, "no": 2}) == Told(5, {"yes": 3, "no": 2})


def test_those_who_came_since_are_not_told_exactly_where_they_are_alike():
    first = tell({"yes": 3, "no": 2})
    assert tell({"yes": 8, "no": 2}, first) == Told(10, {}, "yes", 6)
    assert tell({"yes": 6, "no": 4}, first) == Told(10, {"yes": 6, "no": 4})
    # What was not told exactly cannot be subtracted.
    assert tell({"yes": 8, "no": 2}, tell({"yes": 5})) == Told(10, {"yes": 8, "no": 2})


@given(st.lists(st.sampled_from("abc"), max_size=20), st.integers(5, 20))
def test_nothing_tells_whether_one_differs(answers, since):
    earlier = Counter(answers)
    before = Told(len(answers), dict(earlier)) if len(answers) >= 5 else None
    if before is None:
        earlier = Counter()
    all_alike, one_differs = earlier + Counter(a=since), earlier + Counter(a=since - 1, b=1)
    assert tell(all_alike, before) == tell(one_differs, before)


@given(st.lists(st.sampled_from("abc"), min_size=5, max_size=40))
def test_no_step_tells_what_each_of_those_said_who_came_since(answers):
    before = None
    for number in range(5, len(answers) + 1, 5):
        told = tell(Counter(answers[:number]), before)
        assert told == Told.from_json(told.people, told.as_json())
        if not told.is_exact:
            assert told.at_least <= answers[:number].count(told.most) - 1
            continue
        earlier = before.counts if before else {}
        since = {key: told.counts[key] - earlier.get(key, 0) for key in told.counts}
        assert max(since.values()) < sum(since.values()) - 1
        before = told
