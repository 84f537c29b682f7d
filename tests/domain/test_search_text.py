"""A text is found by whatever stands in it, however that is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search_text import coded, excerpt, grams, grams_asked, marked, plain, rank, searched, words_of

TEXTS = st.text(st.sampled_from("台臺灣中小企業輔導計畫 \n　AbC-－Ａ１1〇零（()%_\"'\\𠮷é\u200b"), max_size=30)
ANYTHING = st.text(max_size=30)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        pytest.param("台灣", "臺灣電力", id="two-writings-of-one-character"),
        pytest.param("ｓｍｅｉｔａ－１０７", "SMEITA-107", id="full-width-and-small-letters"),
        pytest.param("3D列印", "導入 3D 列印技術", id="blanks-within-words"),
        pytest.param("說明會", "辦理說明\n會三場", id="a-line-break-within-a-word"),
        pytest.param("一零七", "一〇七年度", id="two-zeros"),
        pytest.param("A–4", "A-4", id="another-dash"),
    ],
)
def test_what_is_written_differently_is_the_same(asked: str, written: str) -> None:
    assert plain(asked) in plain(written)


@given(ANYTHING, st.data())
def test_a_part_of_a_text_is_a_part_of_its_plain_form(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    assert plain(text[start:end]) in plain(text)


@given(TEXTS, st.data())
def test_the_index_gives_every_text_that_has_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = words_of(text[start : data.draw(st.integers(start, len(text)))])
    kept = searched([text])

    if all(word in kept for word in words):
        assert set(map(coded, grams_asked(words))) <= set(grams(kept).split())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("  說明會　石材 ", ("說明會", "石材"), id="words-between-blanks"),
        pytest.param("「3D 列印」 案", ("3d列印", "案"), id="one-word-in-quotation-marks"),
        pytest.param('"台 灣', ("台", "灣"), id="a-mark-that-nobody-closed"),
        pytest.param("案 案", ("案",), id="each-once"),
        pytest.param(" \u200b ", (), id="nothing-to-be-seen"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_a_question_is_words_that_must_all_be_there(question: str, words: tuple[str, ...]) -> None:
    assert words_of(question) == words


def test_a_question_that_is_too_long_is_cut() -> None:
    assert words_of("案" * 500) == ("案" * 100,)
    assert len(words_of(" ".join("甲乙丙丁戊己庚辛壬癸"))) == 8


def test_nothing_is_found_across_two_fields() -> None:
    assert plain("計畫輔導") not in searched(["技術計畫", None, "輔導個案"])


def test_a_better_name_comes_first() -> None:
    words = words_of("石材")

    ranks = [rank("1", title, words) for title in ("石材", "石材產業", "示範石材", "其他")]

    assert ranks == [0, 1, 2, 3]
    assert rank("SMEITA-107", "中小企業即時技術輔導計畫", words_of("smeita-107")) == 0
    assert rank("1", "石材產業", words_of("石材 說明會")) == 3


@given(TEXTS, TEXTS)
def test_marking_changes_no_character(text: str, question: str) -> None:
    pieces = marked(text, words_of(question))

    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)


def test_what_was_asked_is_marked_as_it_is_written() -> None:
    assert marked("辦理 臺灣說 明會", words_of("台灣 說明")) == (
        ("辦理 ", False),
        ("臺灣說 明", True),
        ("會", False),
    )


def test_an_excerpt_shows_the_place_and_says_what_is_left_out() -> None:
    text = "前" * 100 + "石材" + "後" * 100

    shown = excerpt(text, ("石材",), 20)

    assert "石材" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) == 22
    assert excerpt("示範石材", ("石材",)) == "示範石材"
    assert excerpt(text, ("無",)) == ""
