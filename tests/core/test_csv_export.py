import csv
import io

import pytest

from marketplace.core.csv_export import csv_response, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


def test_other_values_stay_as_they_are() -> None:
    assert [safe_cell(value) for value in ("a=b", "", -5, None)] == ["a=b", "", -5, None]


def test_the_file_is_to_be_saved_and_read_back() -> None:
    response = csv_response("things.csv", ["=A", "B"], [["@x", "é, “ü”"], ["two\nlines", 3]])
    assert response["Content-Disposition"] == 'attachment; filename="things.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [["'=A", "B"], ["'@x", "é, “ü”"], ["two\nlines", "3"]]
