import csv
import io
from collections.abc import Iterator

import pytest

from marketplace.core.csv_export import csv_response, safe_cell, streamed_csv_response


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


def test_a_long_file_is_sent_while_it_is_read() -> None:
    read = []

    def rows() -> Iterator[list[object]]:
        for number in range(3):
            read.append(number)
            yield ["=x", number]

    response = streamed_csv_response("things.csv", ["A", "=B"], rows())
    lines = iter(response.streaming_content)
    assert next(lines).decode("utf-8-sig") == "A,'=B\r\n"
    assert read == []
    assert [line.decode() for line in lines] == ["'=x,0\r\n", "'=x,1\r\n", "'=x,2\r\n"]
    assert response["Content-Disposition"] == 'attachment; filename="things.csv"'
