from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.core.suppression import (
    FEW,
    LEAST_POSSIBILITIES,
    NOT_SHOWN,
    Figure,
    ProtectedTable,
    protect_line,
    publish,
)

ROWS, COLUMNS = ["r1", "r2", "r3"], ["c1", "c2", "c3"]
COUNTS = st.fixed_dictionaries({place: st.integers(0, 14) for place in product(ROWS, COLUMNS)})


def test_small_counts_are_kept_back_and_others_rounded() -> None:
    shown = [publish(count).text for count in (0, 1, 4, 5, 7, 8, 12, 13, 1234)]
    assert shown == ["0", "fewer than 5", "fewer than 5", "5", "5", "10", "10", "15", "1,235"]


@given(st.integers(0, 5000))
def test_a_figure_bounds_the_count_behind_it(count: int) -> None:
    figure = publish(count)
    assert figure.low <= count <= figure.high


@given(COUNTS)
@settings(max_examples=200, deadline=None)
def test_subtracting_what_is_shown_from_totals_never_gives_1_to_4(counts: dict[tuple[str, str], int]) -> None:
    table = ProtectedTable(counts, ROWS, COLUMNS)
    lines = [(table.row_total(row), [table.cell(row, column) for column in COLUMNS]) for row in ROWS]
    lines += [(table.column_total(column), [table.cell(row, column) for row in ROWS]) for column in COLUMNS]
    lines.append((table.grand_total, [table.row_total(row) for row in ROWS]))
    lines.append((table.grand_total, [table.column_total(column) for column in COLUMNS]))
    for total, parts in lines:
        if total.value is not None:
            rest = total.value - sum(part.value or 0 for part in parts)
            assert abs(rest) not in range(1, 5)


def possible_tables(table: ProtectedTable[str, str]) -> list[tuple[int, ...]]:
    """Return every 2 × 2 table of counts that would be shown like this one, by trying them all."""
    rows, columns = table.rows, table.columns
    cells = [table.cell(row, column) for row in rows for column in columns]
    found = []
    for a, b, c, d in product(*(range(cell.low, cell.high + 1) for cell in cells)):
        sums = [a + b, c + d, a + c, b + d, a + b + c + d]
        totals = [*map(table.row_total, rows), *map(table.column_total, columns), table.grand_total]
        if all(total.low <= count <= total.high for total, count in zip(totals, sums, strict=True)):
            found.append((a, b, c, d))
    return found


@given(st.lists(st.integers(0, 14), min_size=4, max_size=4))
@settings(max_examples=150, deadline=None)
def test_nobody_who_knows_all_that_is_shown_can_work_a_small_count_out(counts: list[int]) -> None:
    places = list(product(ROWS[:2], COLUMNS[:2]))
    table = ProtectedTable(dict(zip(places, counts, strict=True)), ROWS[:2], COLUMNS[:2])
    possible = possible_tables(table)
    assert tuple(counts) in possible
    for index, (row, column) in enumerate(places):
        if table.cell(row, column) == FEW:
            assert len({each[index] for each in possible}) > 1


def test_a_total_that_would_give_two_small_counts_away_is_left_out() -> None:
    table = ProtectedTable({("r1", "c1"): 4, ("r1", "c2"): 4}, ["r1"], ["c1", "c2"])
    assert table.row_total("r1") == NOT_SHOWN  # 10 would mean 4 and 4
    assert table.grand_total == NOT_SHOWN


def test_four_single_families_are_not_given_away_by_their_total() -> None:
    table = ProtectedTable({(f"r{n}", "c1"): 1 for n in range(4)}, [f"r{n}" for n in range(4)], ["c1"])
    assert table.column_total("c1") == NOT_SHOWN


def test_an_empty_table_shows_nothing_but_noughts() -> None:
    assert ProtectedTable({}, [], []).grand_total == Figure(0, 0, 0, "0")


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_a_line_beside_its_total_gives_no_small_count_away(counts: list[int]) -> None:
    total = publish(sum(counts))
    line = protect_line(counts, total)
    if line[0] == NOT_SHOWN:
        assert all(figure == NOT_SHOWN for figure in line)
        return
    ranges = [range(figure.low, figure.high + 1) for figure in line]
    possible = [each for each in product(*ranges) if total.low <= sum(each) <= total.high]
    assert tuple(counts) in possible
    for index, count in enumerate(counts):
        if count < 5:
            assert len({each[index] for each in possible}) >= LEAST_POSSIBILITIES


def test_a_line_whose_total_pins_its_parts_is_kept_back() -> None:
    assert protect_line([4, 4], publish(8)) == [NOT_SHOWN, NOT_SHOWN]
    assert [figure.text for figure in protect_line([4, 4, 0, 0, 0, 12], publish(20))] == [FEW.text] * 5 + ["10"]
