from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marketplace.core.models import Postcode

pytestmark = pytest.mark.django_db

ONS = """pcd,pcd2,pcds,dointr,doterm,oscty,lat,long
GL1 2NE,GL1  2NE,GL1 2NE,198001,,E10,51.8657,-2.2437
BS1 4DJ,BS1  4DJ,BS1 4DJ,198001,,E10,51.4500,-2.5900
G1 1AA,G1   1AA,G1 1AA,198001,,S10,55.8600,-4.2500
GL9 9ZZ,GL9  9ZZ,GL9 9ZZ,198001,199912,E10,51.8,-2.2
GL1 1AB,GL1  1AB,GL1 1AB,198001,,E10,99.999999,0.000000
nonsense,,nonsense,198001,,E10,51.8,-2.2
GL1 1AC,GL1  1AC,GL1 1AC,198001,,E10,here,there
"""
CODE_POINT = """"GL1 2NE",10,383300,218600,"E92000001","E19000002"
"BS1 4DJ",10,358500,172700,"E92000001","E19000002"
"BS1 4DK",90,0,0,"E92000001","E19000002"
"""


def load(tmp_path: Path, text: str, *args: str) -> str:
    """Load a file with the text and return what the command printed."""
    path, out = tmp_path / "postcodes.csv", StringIO()
    path.write_text(text, encoding="utf-8")
    call_command("load_postcodes", str(path), *args, stdout=out)
    return out.getvalue().strip()


def test_the_ons_directory_is_loaded_without_ended_and_bad_rows(tmp_path: Path) -> None:
    assert load(tmp_path, ONS) == "loaded=3 rejected=3"
    row = Postcode.objects.get(pk="GL1 2NE")
    assert (row.outward, row.latitude, row.longitude) == ("GL1", 51.8657, -2.2437)


def test_code_point_open_is_converted_from_the_grid(tmp_path: Path) -> None:
    assert load(tmp_path, CODE_POINT) == "loaded=2 rejected=1"
    row = Postcode.objects.get(pk="BS1 4DJ")
    assert row.latitude == pytest.approx(51.452, abs=0.002)
    assert row.longitude == pytest.approx(-2.599, abs=0.002)


@pytest.mark.parametrize(
    ("areas", "kept"), [("GL", ["GL1 2NE"]), ("g", ["G1 1AA"]), ("BS1, GL1", ["BS1 4DJ", "GL1 2NE"])]
)
def test_areas_narrow_what_is_loaded(tmp_path: Path, areas: str, kept: list[str]) -> None:
    load(tmp_path, ONS, "--areas", areas)
    assert sorted(Postcode.objects.values_list("pk", flat=True)) == kept


def test_loading_again_changes_what_moved(tmp_path: Path) -> None:
    load(tmp_path, ONS)
    load(tmp_path, ONS.replace("51.8657", "51.9000"))
    assert Postcode.objects.get(pk="GL1 2NE").latitude == 51.9
    assert Postcode.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "empty"), ("a,b,c\n1,2,3\n", "none of the columns"), ("pcds,lat\nGL1 2NE,51\n", "none of")],
)
def test_another_file_is_refused_with_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        load(tmp_path, text)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(CommandError, match=r"There is no file /nowhere\.csv"):
        call_command("load_postcodes", "/nowhere.csv")
