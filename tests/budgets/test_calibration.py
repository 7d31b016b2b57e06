"""A price of a point and bands, drawn from what children have now."""

import time
from datetime import timedelta
from fractions import Fraction
from io import StringIO
from pathlib import Path
from statistics import correlation

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.budgets.calibration_chart import MOST_DOTS, calibration_chart, chart_sentence
from marketplace.budgets.enums import AllocationMethod
from marketplace.budgets.errors import CalibrationRefused
from marketplace.budgets.figures import Band, Protection, band_problems, gaps_in
from marketplace.budgets.models import AllocationPolicy, FundingStream
from marketplace.budgets.selectors.policy import bands_of
from marketplace.budgets.services import PolicyTerms
from marketplace.budgets.services.calibration import KnownPackage, calibrate
from marketplace.budgets.services.calibration_file import read_packages
from marketplace.core import clock

from .allocation_scenario import QUESTIONNAIRE, policy, questionnaire

Streams = dict[str, FundingStream]

#: Everyone has exactly £100 a point.
HUNDRED_A_POINT = [KnownPackage(points, points * 10_000) for points in range(1, 101)]


def table(packages: list[KnownPackage], header: str = "points,package") -> str:
    return "\n".join([header, *(f"{each.points},{each.pence // 100}" for each in packages)])


def run(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("calibrate_allocation", str(file), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "packages.csv"
    path.write_text(table(HUNDRED_A_POINT))
    return path


def test_a_known_price_of_a_point_is_found_and_fits_perfectly() -> None:
    proposal = calibrate(HUNDRED_A_POINT)
    assert proposal.price_point_pence == 10_000
    by_point, by_band = proposal.outcomes
    assert (by_point.fit.r_squared, by_point.fit.mean_error_pence, by_point.fit.total_share) == (1, 0, 1)
    assert (by_point.changes.gaining, by_point.changes.losing, by_point.changes.same) == (0, 0, 100)
    assert 0 < (by_band.fit.r_squared or 0) < 1
    assert by_point.protected is None


def test_the_price_is_all_pounds_over_all_points_rounded_half_up() -> None:
    assert calibrate([KnownPackage(1, 10_000), KnownPackage(3, 10_002)]).price_point_pence == 5_001
    assert calibrate([KnownPackage(2, 5), KnownPackage(0, 0)]).price_point_pence == 3


def test_bands_are_quantiles_with_the_median_of_their_packages() -> None:
    proposal = calibrate(HUNDRED_A_POINT, bands=4)
    assert list(proposal.bands) == [
        Band(0, 25, 130_000),
        Band(26, 50, 380_000),
        Band(51, 75, 630_000),
        Band(76, None, 880_000),
    ]
    assert [row.people for row in proposal.rows] == [25, 25, 25, 25]
    assert proposal.rows[0].price_point_pence == 130_000


def test_people_with_the_same_points_are_in_the_same_band() -> None:
    packages = [KnownPackage(10, 100_000)] * 50 + [KnownPackage(20, 200_000)] * 2
    assert list(calibrate(packages).bands) == [Band(0, None, 100_000)]
    half_and_half = [KnownPackage(10, 100_000)] * 5 + [KnownPackage(20, 200_000)] * 5
    assert list(calibrate(half_and_half).bands) == [Band(0, 19, 100_000), Band(20, None, 200_000)]


def test_bands_whose_amounts_would_fall_become_one() -> None:
    packages = [KnownPackage(points, 100_000 if points > 50 else 300_000) for points in range(1, 101)]
    assert list(calibrate(packages, bands=2).bands) == [Band(0, None, 200_000)]


def test_fit_and_changes_are_counted() -> None:
    present = [(10, 90_000), (10, 110_000), (20, 250_000), (20, 150_000)]
    packages = [KnownPackage(*each) for each in present]
    by_point = calibrate(packages, bands=2, protection=Protection(900, 1_050)).outcomes[0]
    # £100 a point: £1,000 for 10 points, £2,000 for 20.
    assert by_point.fit.mean_error_pence == 30_000
    assert by_point.fit.error_share == Fraction(1, 5)
    assert by_point.fit.r_squared == Fraction(25, 38)
    changes = by_point.changes
    assert (changes.gaining, changes.losing, changes.same) == (2, 2, 0)
    assert (changes.median_gain_pence, changes.largest_gain_pence) == (30_000, 50_000)
    assert (changes.median_loss_pence, changes.largest_loss_pence) == (30_000, 50_000)
    assert (changes.gaining_over_tenth, changes.losing_over_tenth) == (2, 1)
    protected = by_point.protected
    assert protected is not None
    # Rises to £945 and £1,575; falls to £1,000 and £2,250.
    assert (protected.largest_gain_pence, protected.largest_loss_pence) == (7_500, 25_000)
    assert (protected.gaining_over_tenth, protected.losing_over_tenth) == (0, 0)
    assert by_point.protected_total_pence == 94_500 + 100_000 + 225_000 + 157_500


def test_where_all_packages_are_alike_the_fit_cannot_be_said() -> None:
    assert calibrate([KnownPackage(1, 500), KnownPackage(2, 500)]).outcomes[0].fit.r_squared is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.builds(KnownPackage, st.integers(0, 200), st.integers(0, 5_000_000)), min_size=1, max_size=60),
    st.integers(2, 20),
)
def test_proposed_bands_never_fall_never_overlap_and_have_no_gap(packages: list[KnownPackage], number: int) -> None:
    try:
        proposal = calibrate(packages, bands=number)
    except CalibrationRefused:
        return
    bands = list(proposal.bands)
    assert 1 <= len(bands) <= number
    assert [band.amount_pence for band in bands] == sorted(band.amount_pence for band in bands)
    assert list(band_problems(bands)) == []
    assert gaps_in(bands) == []
    assert sum(row.people for row in proposal.rows) == len(packages)
    changes = proposal.outcomes[1].changes
    assert changes.gaining + changes.losing + changes.same == len(packages)


def test_the_fit_of_points_and_packages_agrees_with_correlation_where_a_line_fits_through_nothing() -> None:
    packages = [KnownPackage(points, points * 10_000) for points in range(10, 60)]
    fit = calibrate(packages).outcomes[0].fit
    known = correlation([p.points for p in packages], [p.pence for p in packages]) ** 2
    assert float(fit.r_squared or 0) == pytest.approx(known)


@pytest.mark.parametrize(
    ("packages", "bands", "sentence"),
    [
        ([KnownPackage(0, 100), KnownPackage(0, 200)], 6, "Nobody in the file has a point"),
        ([KnownPackage(5, 0)], 6, "Every package in the file is £0"),
        ([KnownPackage(99_999, 1)], 6, "worth nothing"),
        (HUNDRED_A_POINT, 1, "2 to 20 bands"),
        (HUNDRED_A_POINT, 21, "2 to 20 bands"),
    ],
)
def test_what_says_nothing_is_refused(packages: list[KnownPackage], bands: int, sentence: str) -> None:
    with pytest.raises(CalibrationRefused, match=sentence):
        calibrate(packages, bands=bands)


@pytest.mark.parametrize(
    "text",
    [
        "points,package\n42,6000\n7,1250.5\n",
        "Points,Present Package\n42,£6000\n7,1250.50\n",
        "reference,POINTS,present_package\nA-1,42,6000\nB-2,7,1250.5\n",
        "reference;points;cost\nA-1;42;6,000\nB-2;7;£1,250.50\n",
        'points\tcost\n42\t"6,000"\n7.0\t1250.5\n',
        "\ufeffpoints,package\r\n42,6000\r\n\r\n7,1250.5\r\n",
    ],
)
def test_tables_are_read_as_spreadsheets_write_them(text: str) -> None:
    assert read_packages(text.encode()) == [KnownPackage(42, 600_000), KnownPackage(7, 125_050)]


def test_a_table_in_the_writing_of_windows_is_read() -> None:
    assert read_packages("points,package\n42,£6000\n".encode("cp1252")) == [KnownPackage(42, 600_000)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "The file is empty."),
        ("points,package\n", "nothing under it"),
        ("name,package\nx,1\n", "no column called “points”"),
        ("points,name\n1,x\n", "no column called “package”"),
        ("points,package,cost\n1,2,3\n", "more than one column called “package”"),
        ("points,package\n\0\n", "not a CSV file"),
        ("points,package\n1,5\nmany,5\n", "Row 3: points is not a whole number."),
        ("points,package\n4.5,5\n", "Row 2: points is not a whole number."),
        ("points,package\n-4,5\n", "Row 2: points is below zero"),
        ("points,package\n,5\n", "Row 2: points is empty."),
        ("points,package\n4,\n", "Row 2: package is empty."),
        ("points,package\n4\n", "Row 2: package is empty."),
        ("points,package\n4,-5\n", "Row 2: package is below zero"),
        ("points,package\n4,lots\n", "Row 2: package is not an amount in pounds."),
        ("points,package\n4,5.123\n", "Row 2: package is not an amount in pounds."),
        ("points;package\n4;12,50\n", "Row 2: package is not an amount in pounds."),
        ("points,package\n4,1e3\n", "Row 2: package is not an amount in pounds."),
        ("points,package\nNaN,inf\n", "Row 2: points is not a whole number, and package is not an amount"),
        ("points,package\n٤,5\n", "Row 2: points is not a whole number."),
        ("points,package\n100000,5\n", "Row 2: points is above 99,999."),
        ("points,package\n4,500001\n", "Row 2: package is above £500,000."),
        ("points,package\n4,1,200\n", "Row 2: there are more cells than in the first row."),
        ('points,package\n=1+1,"=HYPERLINK(1)"\n', "Row 2: points is not a whole number, and package is not"),
    ],
)
def test_wrong_rows_are_named_by_their_number(text: str, problem: str) -> None:
    with pytest.raises(CalibrationRefused) as refused:
        read_packages(text.encode())
    assert problem in refused.value.sentence


def test_an_error_never_repeats_what_stands_in_the_file() -> None:
    with pytest.raises(CalibrationRefused) as refused:
        read_packages(b"points,package,reference\nYusuf Rahman,Oak House,secret\n")
    for word in ("Yusuf", "Oak", "secret"):
        assert word not in refused.value.sentence


def test_of_many_wrong_rows_some_are_named_and_the_rest_counted() -> None:
    with pytest.raises(CalibrationRefused) as refused:
        read_packages(("points,package\n" + "x,1\n" * 50).encode())
    assert len(refused.value.problems) == 21
    assert refused.value.problems[-1] == "And 30 more rows."


def test_the_picture_shows_people_price_and_bands_without_scripts() -> None:
    proposal = calibrate([KnownPackage(points % 90 + 1, points * 100 + 100) for points in range(5_000)])
    picture = calibration_chart(proposal)
    assert b"script" not in picture
    assert 100 < picture.count(b"<circle") <= MOST_DOTS
    assert "of 5,000 people" in chart_sentence(proposal)


def test_the_command_says_price_bands_fit_and_changes(db: None, file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "chart.svg"
    shown = run(file, "--chart", str(picture), "--bands", "4")
    for words in ("100 people.", "Price of a point: £100 a year.", "0 to 25 points", "76 points and more", "1.000"):
        assert words in shown
    for words in ("Gain more than 10%", "Median loss", "Largest gain", "All figures together"):
        assert words in shown
    assert "protected" not in shown
    assert picture.read_bytes().startswith(b"<?xml")
    assert not AllocationPolicy.objects.exists()


def test_the_command_counts_with_the_protection_of_the_stream(streams: Streams, tmp_path: Path) -> None:
    terms = PolicyTerms(method=AllocationMethod.PRESENT_PACKAGE, fall_floor_permille=900)
    policy(streams["equipment"], terms)
    path = tmp_path / "packages.csv"
    path.write_text("reference,points,cost\nA-1,10,900\nB-2,10,1100\nC-3,20,2500\nD-4,20,1500\n")
    shown = run(path, "--stream", "equipment")
    assert "protected" in shown
    for reference in ("A-1", "B-2", "C-3", "D-4"):
        assert reference not in shown


def applied(file: Path, streams: Streams, *options: str) -> AllocationPolicy:
    tomorrow = clock.today() + timedelta(days=1)
    run(file, "--stream", "equipment", "--apply", "--from", tomorrow.isoformat(), *options)
    return AllocationPolicy.objects.get(stream=streams["equipment"], valid_from=tomorrow)


def test_the_command_makes_a_policy_of_the_price(streams: Streams, file: Path) -> None:
    questionnaire()
    made = applied(file, streams, "--method", "price_point")
    assert (made.method, made.price_point_pence, made.questionnaire_name) == ("price_point", 10_000, QUESTIONNAIRE)


def test_the_command_makes_a_policy_of_the_bands_and_keeps_the_protection(streams: Streams, file: Path) -> None:
    questionnaire()
    questionnaire("Another")
    before = PolicyTerms(
        method=AllocationMethod.PRICE_POINT,
        questionnaire_name="Another",
        price_point_pence=1,
        fall_floor_permille=755,
        pack_tolerance_percent=5,
    )
    policy(streams["equipment"], before)
    made = applied(file, streams, "--method", "bands", "--bands", "2")
    assert bands_of(made) == (Band(0, 50, 255_000), Band(51, None, 755_000))
    assert (made.questionnaire_name, made.fall_floor_permille, made.pack_tolerance_percent) == ("Another", 755, 5)
    assert made.price_point_pence is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--apply"], "--apply needs --stream, --method and --from"),
        (["--apply", "--stream", "equipment", "--method", "bands"], "--apply needs"),
        (["--stream", "nothing"], "There is no stream nothing. There are: social-care-short-breaks"),
        (["--bands", "1"], "Ask for 2 to 20 bands."),
        (["--chart", "/no/such/folder/chart.svg"], "cannot be written"),
        (
            ["--apply", "--stream", "equipment", "--method", "bands", "--from", "2027-04-01"],
            "Choose the questionnaire that gives the points.",
        ),
    ],
)
def test_the_command_says_what_is_missing(streams: Streams, file: Path, options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(file, *options)
    assert not AllocationPolicy.objects.exists()


def test_a_wrong_row_writes_nothing(streams: Streams, file: Path, tmp_path: Path) -> None:
    questionnaire()
    file.write_text(table(HUNDRED_A_POINT) + "\nx,5")
    picture = tmp_path / "chart.svg"
    options = ["--stream", "equipment", "--method", "bands", "--from", "2027-04-01"]
    with pytest.raises(CommandError, match="Row 102: points is not a whole number"):
        run(file, "--apply", *options, "--chart", str(picture))
    assert not AllocationPolicy.objects.exists()
    assert not picture.exists()
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nothing.csv")


def test_ten_thousand_rows_take_less_than_two_seconds(db: None, tmp_path: Path) -> None:
    path = tmp_path / "packages.csv"
    path.write_text(table([KnownPackage(n % 97 + 3, (n * 7919) % 900_000 + 100) for n in range(10_000)]))
    begin = time.process_time()
    run(path, "--chart", str(tmp_path / "chart.svg"))
    assert time.process_time() - begin < 2


def test_days_of_the_command_are_days(file: Path) -> None:
    with pytest.raises(CommandError, match="invalid"):
        run(file, "--from", "tomorrow")
