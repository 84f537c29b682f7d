"""Tables nobody has seen: right ones are passed in silence, one slip is always found."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from support.printed_tables import audited, only_finding, table_of

from app.domain.crossfoot.finding import Kind

ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])
NAMES = tuple("甲乙丙丁戊己庚辛壬癸")


@dataclass(frozen=True)
class Counts:
    """A block of counts whose totals are computed, and can be printed with one cell changed."""

    rows: tuple[tuple[int, ...], ...]

    @property
    def columns(self) -> list[int]:
        return [sum(column) for column in zip(*self.rows, strict=True)]

    def lines(self) -> list[list[str]]:
        head = ["類別", *(f"{NAMES[c]}區" for c in range(len(self.columns))), "合計(案)"]
        body = [[f"{NAMES[r]}類", *map(str, row), str(sum(row))] for r, row in enumerate(self.rows)]
        return [head, *body, ["總計", *map(str, self.columns), str(sum(self.columns))]]


@st.composite
def counts(draw: st.DrawFn, *, least: int = 0) -> Counts:
    height, width = draw(st.integers(3, 8)), draw(st.integers(2, 6))
    row = st.tuples(*[st.integers(least, 9_999)] * width)
    return Counts(tuple(draw(st.lists(row, min_size=height, max_size=height))))


@given(counts())
def test_counts_that_add_up_give_no_word(block):
    result = audited(table_of(block.lines()))

    assert (result.findings, result.notes) == ((), ())


@given(counts(), ROUNDINGS)
def test_rounded_or_cut_off_money_gives_notes_at_most(block, rounding):
    def thousands(value: int) -> str:
        return str((Decimal(value) / 10).quantize(Decimal(1), rounding))

    lines = [[cell if not cell.isdigit() else thousands(int(cell)) for cell in line] for line in block.lines()]
    lines[0][-1] = "合計"

    result = audited(table_of(lines, unit="千元"))

    assert result.findings == ()
    assert all(note.kind is Kind.ROUNDING for note in result.notes)


@given(st.lists(st.integers(1, 5_000), min_size=3, max_size=9), st.integers(0, 2), ROUNDINGS)
def test_rounded_or_cut_off_shares_give_notes_at_most(cases, places, rounding):
    result = audited(table_of(_shares(cases, places, rounding)))

    assert result.findings == ()


@given(st.lists(st.tuples(st.integers(1, 90), st.integers(100, 90_000)), min_size=3, max_size=9), ROUNDINGS)
def test_rounded_or_cut_off_averages_give_notes_at_most(rows, rounding):
    total = (sum(count for count, _ in rows), sum(money for _, money in rows))
    lines = [["功能別", "案數", "績效(萬元)", "每案平均績效(萬元)"]]
    for name, (count, money) in zip([*NAMES[: len(rows)], "合計"], [*rows, total], strict=True):
        lines.append([name, str(count), str(money), str((Decimal(money) / count).quantize(Decimal("0.01"), rounding))])

    assert audited(table_of(lines)).findings == ()


@given(counts(least=10), st.data())
def test_turned_digits_are_found_in_their_cell(block, data):
    lines = block.lines()
    row, column = data.draw(st.integers(1, len(lines) - 1)), data.draw(st.integers(1, len(lines[0]) - 1))
    text = lines[row][column]
    turned = text[:-2] + text[-1] + text[-2]
    assume(turned != text and turned[0] != "0")
    lines[row][column] = turned

    finding = only_finding(audited(table_of(lines)))

    assert (finding.printed, finding.recomputed, finding.kind) == (turned, text, Kind.MISPLACED)


@given(counts(least=1), st.data())
def test_any_wrong_count_is_found_in_its_cell(block, data):
    lines = block.lines()
    row, column = data.draw(st.integers(1, len(lines) - 1)), data.draw(st.integers(1, len(lines[0]) - 1))
    right = lines[row][column]
    lines[row][column] = str(int(right) + data.draw(st.integers(1, 500)))

    finding = only_finding(audited(table_of(lines)))

    assert (finding.printed, finding.recomputed) == (lines[row][column], right)


def test_amounts_of_four_digits_are_no_account_codes():
    """Found by the test below: 1000, 1001 and 3002 in a column were read as levels of accounts."""
    lines = Counts(((1, 1), (1000, 1), (1000, 1), (1001, 1))).lines()
    lines[1][1], lines[2][1] = lines[2][1], lines[1][1]

    assert only_finding(audited(table_of(lines))).printed == "1000、1"


@given(counts(least=1), st.data())
def test_two_cells_of_a_column_exchanged_are_misplaced(block, data):
    lines = block.lines()
    column = data.draw(st.integers(1, len(lines[0]) - 1))
    first, second = data.draw(st.permutations(range(1, len(lines) - 1)))[:2]
    assume(lines[first][column] != lines[second][column])
    lines[first][column], lines[second][column] = lines[second][column], lines[first][column]

    finding = only_finding(audited(table_of(lines)))

    assert finding.kind is Kind.MISPLACED


@given(counts(least=10), st.data())
def test_a_total_row_that_repeats_a_row_is_misplaced(block, data):
    assume(len(set(block.rows)) == len(block.rows))
    lines = block.lines()
    row = data.draw(st.integers(1, len(lines) - 2))
    lines[-1] = ["總計", *lines[row][1:]]

    finding = only_finding(audited(table_of(lines)))

    assert finding.kind is Kind.MISPLACED
    assert finding.recomputed.split("、") == block.lines()[-1][1:]


@given(counts(least=1), st.data())
def test_a_total_that_holds_itself_is_misplaced(block, data):
    lines = block.lines()
    column = data.draw(st.integers(1, len(lines[0]) - 1))
    right = lines[-1][column]
    lines[-1][column] = str(2 * int(right))

    finding = only_finding(audited(table_of(lines)))

    assert (finding.recomputed, finding.kind) == (right, Kind.MISPLACED)


@given(st.lists(st.integers(50, 5_000), min_size=4, max_size=9), st.integers(1, 2), ROUNDINGS, st.data())
def test_a_wrong_share_is_found(cases, places, rounding, data):
    lines = _shares(cases, places, rounding)
    row = data.draw(st.integers(1, len(cases)))
    right = lines[row][2]
    lines[row][2] = str(Decimal(right) + Decimal("3.3"))

    finding = only_finding(audited(table_of(lines)))

    assert finding.printed == lines[row][2]
    assert abs(Decimal(finding.recomputed) - Decimal(right)) <= Decimal(1).scaleb(-places)


def _shares(cases: list[int], places: int, rounding: str) -> list[list[str]]:
    total = sum(cases)
    shares = [(Decimal(n) * 100 / total).quantize(Decimal(1).scaleb(-places), rounding) for n in cases]
    rows = [[NAMES[i], str(n), str(share)] for i, (n, share) in enumerate(zip(cases, shares, strict=True))]
    return [["縣市", "申請案數", "占總申請比例%"], *rows, ["合計", str(total), "100"]]
