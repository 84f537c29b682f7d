"""What answers say together, and that nothing of it tells of a few."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figures import round_half_up
from app.domain.surveys.answers import read_answers
from app.domain.surveys.importance import Quadrant, matrix_of, quadrant_of
from app.domain.surveys.questions import Question, QuestionKind, faults_of, split_options
from app.domain.surveys.results import Response, results_of

RATED = Question("Q1", QuestionKind.RATING, "服務態度")
OTHER = Question("Q2", QuestionKind.RATING, "專業能力")
SINGLE = Question("Q3", QuestionKind.SINGLE, "由何處得知", ("網站", "他人介紹"))
MULTIPLE = Question("Q4", QuestionKind.MULTIPLE, "希望的協助", ("經費", "人才"))
OPEN = Question("Q5", QuestionKind.OPEN, "建議")
ALL = (RATED, OTHER, SINGLE, MULTIPLE, OPEN)
RATING = st.one_of(st.none(), st.integers(1, 5))
RESPONSES = st.lists(
    st.builds(
        lambda group, importance, satisfaction, other: Response(
            group,
            {
                header: rating
                for header, rating in (("Q1 重要度", importance), ("Q1 滿意度", satisfaction), ("Q2 滿意度", other))
                if rating is not None
            },
        ),
        st.sampled_from(["甲", "乙", "丙", None]),
        RATING,
        RATING,
        RATING,
    ),
    max_size=30,
)


def rated(satisfaction, importance=None, group=None):
    return Response(group, {"Q1 滿意度": satisfaction} | ({"Q1 重要度": importance} if importance else {}))


def item(responses, **more):
    (found,) = results_of([RATED], responses, sent=more.get("sent", 100)).rated
    return found


def test_mean_and_share_are_exact_until_they_are_shown():
    found = item([rated(score) for score in (5, 4, 4, 3, 5, 4, 4, 1)]).satisfaction

    assert (found.count, found.total, found.satisfied) == (8, 30, 6)
    assert found.mean == Decimal("3.75")
    assert found.share == Decimal("0.75")
    assert round_half_up(item([rated(score) for score in (4, 4, 4, 4, 4, 4, 4, 5)]).satisfaction.mean, 2) == Decimal(
        "4.13"
    )


def test_four_answers_are_not_told_of_and_five_are():
    assert item([rated(5)] * 4).satisfaction is None
    assert item([rated(5)] * 5).satisfaction.mean == 5


def test_response_rate_is_of_what_was_sent():
    found = results_of([RATED], [rated(4)] * 30, sent=120)

    assert found.response_rate == Decimal("0.25")


def test_the_overall_mean_leaves_out_what_is_kept_back_so_that_nobody_subtracts_it():
    responses = [rated(5) for _ in range(6)] + [Response(None, {"Q2 滿意度": 1})]

    found = results_of([RATED, OTHER], responses, sent=10)

    assert found.rated[1].satisfaction is None
    assert (found.overall.count, found.overall.mean) == (6, 5)


def test_a_small_group_is_kept_back_and_so_is_another():
    responses = [*[rated(5, group="甲")] * 9, *[rated(4, group="乙")] * 6, *[rated(1, group="丙")] * 2]

    found = item(responses).groups

    assert (found["甲"].count, found["乙"], found["丙"]) == (9, None, None)


@given(RESPONSES)
def test_no_shown_figure_and_no_difference_of_shown_figures_stands_on_fewer_than_five(responses):
    for one in results_of([RATED, OTHER], responses, sent=100).rated:
        shown = [ratings.count for ratings in one.groups.values() if ratings]
        whole = one.satisfaction
        assert all(count >= 5 for count in shown)
        assert not shown or whole is not None
        if whole and one.groups:
            left = whole.count - sum(shown)
            assert left == 0 or left >= 5


@given(RESPONSES)
def test_means_lie_between_1_and_5_and_shares_between_0_and_1(responses):
    found = results_of([RATED, OTHER], responses, sent=100)
    told = [ratings for one in found.rated for ratings in (one.importance, one.satisfaction, *one.groups.values())]

    for ratings in filter(None, [*told, found.overall]):
        assert 1 <= ratings.mean <= 5
        assert 0 <= ratings.share <= 1


def test_choices_are_counted_over_who_answered():
    answers = [{"Q3": "網站", "Q4 經費": True}] * 4 + [{"Q3": "他人介紹", "Q4 經費": True, "Q4 人才": True}] + [{}]
    single, multiple = results_of(ALL, [Response(None, one) for one in answers], sent=6).chosen

    assert (single.base, dict(single.counts)) == (5, {"網站": 4, "他人介紹": 1})
    assert (multiple.base, dict(multiple.counts)) == (5, {"經費": 5, "人才": 1})
    assert multiple.share("人才") == Decimal("0.2")


def test_texts_are_told_from_five_on_and_not_in_their_order():
    texts = ["戊", "乙", "甲", "丁", "丙"]
    whole = results_of([OPEN], [Response(None, {"Q5": text}) for text in texts], sent=9).written[0].texts
    few = results_of([OPEN], [Response(None, {"Q5": text}) for text in texts[:4]], sent=9).written[0].texts

    assert list(whole) == sorted(texts)
    assert few is None


@pytest.mark.parametrize(
    ("importance", "satisfaction", "quadrant"),
    [
        (4, 4, Quadrant.KEEP),
        (4, 2, Quadrant.IMPROVE),
        (2, 2, Quadrant.LATER),
        (2, 4, Quadrant.ENOUGH),
        pytest.param(3, 3, Quadrant.KEEP, id="on-both-means"),
    ],
)
def test_the_means_divide_the_drawing(importance, satisfaction, quadrant):
    assert quadrant_of(Decimal(importance), Decimal(satisfaction), Decimal(3), Decimal(3)) is quadrant


def test_an_important_question_that_pleases_little_is_drawn_up_and_left():
    answers = {"Q1 重要度": 5, "Q1 滿意度": 2, "Q2 重要度": 3, "Q2 滿意度": 5}
    found = matrix_of(results_of(ALL, [Response(None, answers)] * 5, sent=5).rated)

    first, second = found.points
    assert (first.quadrant, second.quadrant) == (Quadrant.IMPROVE, Quadrant.ENOUGH)
    assert float(first.x[:-1]) < float(second.x[:-1])
    assert float(first.y[:-1]) < float(second.y[:-1])
    assert (found.satisfaction.mean, found.importance.mean) == (Decimal("3.5"), 4)


def test_one_question_has_nothing_to_be_compared_with():
    assert matrix_of(results_of([RATED], [rated(4, 4)] * 9, sent=9).rated) is None


def test_cells_are_read_as_people_write_them():
    cells = {"Q1 重要度": "５", "Q1 滿意度": " 4", "Q3": "網站", "Q4 經費": "是", "Q4 人才": "否", "Q5": "很好，謝謝！"}

    answers, faults = read_answers(ALL, cells)

    assert answers == {"Q1 重要度": 5, "Q1 滿意度": 4, "Q3": "網站", "Q4 經費": True, "Q5": "很好，謝謝！"}
    assert faults == ()


def test_an_option_is_known_in_whatever_width_it_is_written():
    question = Question("Q3", QuestionKind.SINGLE, "由何處得知", ("網站（官方）", "其他"))

    assert read_answers([question], {"Q3": "網站(官方)"}) == ({"Q3": "網站（官方）"}, ())


@pytest.mark.parametrize(
    ("header", "text", "code"),
    [
        ("Q1 滿意度", "6", "rating_unknown"),
        ("Q1 滿意度", "4.5", "rating_unknown"),
        ("Q1 重要度", "滿意", "rating_unknown"),
        ("Q3", "報紙", "choice_unknown"),
        ("Q4 經費", "也許", "choice_unknown"),
    ],
)
def test_what_cannot_be_meant_is_a_fault_and_no_answer(header, text, code):
    answers, faults = read_answers(ALL, {header: text})

    assert answers == {}
    assert [(fault.field, fault.code) for fault in faults] == [(header, code)]


@pytest.mark.parametrize(
    ("kind", "text", "options", "codes"),
    [
        ("量表", "服務", "", []),
        ("單選", "得知", "網站、他人", []),
        ("單選", "得知", "網站", ["options_needed"]),
        ("複選", "得知", "網站;網站", ["options_needed"]),
        ("開放", "建議", "網站", ["options_needed"]),
        ("問答", "建議", "", ["choice_unknown"]),
        ("量表", None, "", ["required"]),
    ],
)
def test_a_question_says_what_it_asks_and_offers(kind, text, options, codes):
    assert [fault.code for fault in faults_of("Q1", kind, text, split_options(options))] == codes
