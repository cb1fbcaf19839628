import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.practice.domain.paper_dates import last_day, read_day

MAY = dt.date(2024, 5, 1)
DAY = dt.date(2024, 5, 17)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("maj 2024", (MAY, False)),
        ("Maj, 2024", (MAY, False)),
        ("May 2024", (MAY, False)),
        ("5.2024", (MAY, False)),
        ("05/2024", (MAY, False)),
        ("2024-05", (MAY, False)),
        ("okt 2023", (dt.date(2023, 10, 1), False)),
        ("17. maj 2024", (DAY, True)),
        ("den 17. maj 2024", (DAY, True)),
        ("17.5.2024", (DAY, True)),
        ("17/5 2024", (DAY, True)),
        ("2024-05-17", (DAY, True)),
    ],
)
def test_days_as_people_write_them(text, read):
    assert read_day(text) == read


@pytest.mark.parametrize(
    "text", ["", "i fjor", "2024", "maj", "maj 24", "31.2.2024", "0.5.2024", "1.2.3.2024", "²/5 2024"]
)
def test_what_is_no_day(text):
    with pytest.raises(ValueError):  # noqa: PT011 (which one is nobody's business)
        read_day(text)


def test_the_last_day_of_a_month():
    assert last_day("februar 2028") == dt.date(2028, 2, 29)
    assert last_day("december 2027") == dt.date(2027, 12, 31)
    assert last_day("17.5.2024") == DAY


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31)))
def test_every_day_in_figures_is_read_back(day):
    for text in (f"{day.day}.{day.month}.{day.year}", day.isoformat()):
        assert read_day(text) == (day, True)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_value_error(text):
    try:
        day, _is_known = read_day(text)
    except ValueError:
        return
    assert isinstance(day, dt.date)
