import pytest

from marketplace.openreferral.descriptions import clean_description, cut, plain_text, summary_of


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="c">a</p>', "<p>a</p>"),
        ("<h1>A</h1><h2>B</h2><h5>C</h5>", "<h3>A</h3><h3>B</h3><h3>C</h3>"),
        ("<p><br></p><p>&nbsp;</p><ul><li></li></ul>", ""),
        ("<div>one</div><div>two</div>", "one<br>two"),
        ("a<br><br><br><br>b", "a<br><br>b"),
        ("plain & simple", "plain &amp; simple"),
        ("<p>never closed", "<p>never closed</p>"),
        ("<img src=x onerror=alert(1)><iframe src=//evil></iframe>", ""),
    ],
)
def test_only_harmless_html_is_left(dirty: str, clean: str) -> None:
    assert clean_description(dirty) == clean


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://a.example/x", True),
        ("mailto:a@b.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("/relative", False),
        ("//evil.example", False),
    ],
)
def test_links_lead_to_pages_and_mail_only(href: str, kept: bool) -> None:
    cleaned = clean_description(f'<a href="{href}" target="_blank">x</a>')
    assert ("href=" in cleaned) is kept
    assert "target" not in cleaned


def test_a_very_long_description_is_cut_and_says_so() -> None:
    cleaned = clean_description("<p>" + "word " * 29_000 + "</p>")
    assert len(plain_text(cleaned)) <= 20_000
    assert cleaned.endswith("(shortened)</p>")


def test_a_summary_is_plain_and_short() -> None:
    summary = summary_of("<p>Come and play.</p><p>Every&nbsp;day &amp; night. " + "More words. " * 50 + "</p>")
    assert summary.startswith("Come and play. Every day & night.")
    assert summary.endswith("…")
    assert len(summary) <= 250


def test_text_is_cut_between_words() -> None:
    assert cut("one two three", 9) == "one two…"
    assert cut("x" * 20, 10) == "x" * 9 + "…"
