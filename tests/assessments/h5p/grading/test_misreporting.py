"""Versions of content types that do not report what was answered: what they say cannot be counted."""

import pytest

from assessments.h5p.domain.grading import Report, find_misreporting, grade_content, grade_part, max_score
from tests.assessments.h5p.grading.samples import LISTS, part
from tests.factories.h5p import make_content, make_library

SET = {"choices": LISTS}
LINES = {"paragraphs": ["a", "b", "c"], "behaviour": {"scoringMode": "positions"}}
RIGHT = Report(children={"a": Report(response="0"), "b": Report(response="0")})


def column(*parts):
    return {"content": [{"content": one} for one in parts]}


SET_ON_A_PAGE = column(part("H5P.QuestionSet", "quiz", questions=[part("H5P.SingleChoiceSet", "set", **SET)]))
LINES_ON_A_PAGE = column(part("H5P.SortParagraphs", "lines", **LINES))


def find(library, params, *others):
    """The kinds that misreport in content with this main library; the others are played beside it."""
    played = make_content(library, params, libraries=others).current
    return find_misreporting(played.pk, played.folder_id, library.machine_name, params)


@pytest.mark.parametrize(
    ("version", "is_counted"),
    [
        ((1, 10, 60), True),
        ((1, 11, 54), True),
        ((1, 11, 55), False),
        ((1, 11, 71), False),
        ((1, 11, 72), True),
        ((1, 12, 60), True),
    ],
)
@pytest.mark.django_db
def test_single_choice_set_that_reports_places_on_the_screen_is_not_counted(version, is_counted):
    library = make_library("H5P.SingleChoiceSet", version)
    misreporting = find(library, SET)
    grade = grade_content("H5P.SingleChoiceSet", SET, RIGHT, misreporting=misreporting)
    assert grade == ((2, 2) if is_counted else None)
    assert max_score("H5P.SingleChoiceSet", SET) == 2


@pytest.mark.parametrize(("patch", "grade"), [(54, (2, 2)), (60, None), (87, (2, 2))])
@pytest.mark.django_db
def test_content_with_such_a_set_somewhere_in_it_is_not_counted(patch, grade):
    page, inner = make_library("H5P.Column", (1, 18, 1)), make_library("H5P.QuestionSet", (1, 20, 1))
    misreporting = find(page, SET_ON_A_PAGE, inner, make_library("H5P.SingleChoiceSet", (1, 11, patch)))
    assert grade_content("H5P.Column", SET_ON_A_PAGE, RIGHT, misreporting=misreporting) == grade
    assert grade_part("H5P.SingleChoiceSet", SET, RIGHT, misreporting=misreporting) == grade


@pytest.mark.parametrize(("version", "grade"), [((0, 11, 15), None), ((0, 11, 16), (3, 3))])
@pytest.mark.django_db
def test_lines_that_have_points_untouched_are_not_counted_as_a_part(version, grade):
    """Before 0.11.16 nothing in the report tells whether they were touched."""
    library = make_library("H5P.SortParagraphs", version)
    order = Report(response="0[,]1[,]2", claimed=3)
    on_a_page = find(make_library("H5P.Column", (1, 18, 1)), LINES_ON_A_PAGE, library)
    report = Report(children={"lines": order})
    assert grade_content("H5P.Column", LINES_ON_A_PAGE, report, misreporting=on_a_page) == grade
    assert grade_part("H5P.SortParagraphs", LINES, order, misreporting=on_a_page) == grade
    alone = find(library, LINES)
    assert grade_content("H5P.SortParagraphs", LINES, order, misreporting=alone) == (3, 3)


@pytest.mark.django_db
def test_versions_are_looked_up_once_and_only_where_they_matter(django_assert_num_queries):
    old = make_library("H5P.SingleChoiceSet", (1, 11, 60))
    played = make_content(make_library("H5P.Column", (1, 18, 1)), SET_ON_A_PAGE, libraries=(old,)).current
    version = (played.pk, played.folder_id)
    harmless = column(part("H5P.TrueFalse", "a", correct="true"))
    with django_assert_num_queries(0):
        assert find_misreporting(*version, "H5P.Column", harmless) == frozenset()
        assert find_misreporting(*version, "H5P.Essay", None) == frozenset()
    with django_assert_num_queries(1):
        for _time in range(2):
            found = find_misreporting(*version, "H5P.Column", SET_ON_A_PAGE)
            assert found == {"H5P.SingleChoiceSet"}
