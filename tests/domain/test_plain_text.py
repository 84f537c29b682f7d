"""Lines of mails that nobody else breaks."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.plain_text import WIDTH, width_of, wrapped


def test_a_chinese_character_takes_two_columns() -> None:
    assert width_of("107 年度") == 8


def test_no_line_is_wider_than_a_screen_or_begins_with_a_full_stop() -> None:
    lines = wrapped("期末期報退回補正，請補附件。" * 20, indent="  ").splitlines()

    assert max(map(width_of, lines)) <= WIDTH
    assert all(line.startswith("  ") and line.strip()[0] not in "，。" for line in lines)


def test_an_address_is_never_broken() -> None:
    address = "https://tracker.agency.example/" + "a" * 90

    assert address in wrapped(f"請開啟下列網址：{address} 後辦理。").splitlines()


@given(st.text(st.sampled_from("期報核定，。「」（）ab 1/"), max_size=300), st.sampled_from(["", "　　"]))
def test_breaking_lines_loses_nothing_but_blanks(text: str, indent: str) -> None:
    broken = wrapped(text, indent=indent)

    assert "".join(broken.split()) == "".join(text.split())
