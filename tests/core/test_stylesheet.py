"""The colours of the stylesheet hold their contrast in both schemes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (Path(settings.BASE_DIR) / "marketplace/static/css/site.css").read_text()
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.S)[:2]
)
TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "action", "danger") for ground in ("paper", "surface", "shade")),
    *((kind, f"{kind}-tint") for kind in ("success", "info", "warning", "danger")),
    *(("ink", f"{kind}-tint") for kind in ("success", "info", "warning", "danger")),
    ("on-action", "action"),
    ("on-action", "action-strong"),
]
EDGES = [("edge", "paper"), ("edge", "surface"), ("action", "paper"), ("focus-edge", "focus")]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, LIGHT | DARK], ids=["light", "dark"])
def test_colours_can_be_told_apart(scheme: dict[str, str]):
    too_weak = [
        (one, other, round(contrast(scheme[one], scheme[other]), 2))
        for least, pairs in ((4.5, TEXT), (3, EDGES))
        for one, other in pairs
        if contrast(scheme[one], scheme[other]) < least
    ]
    assert too_weak == []
