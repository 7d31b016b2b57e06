"""Colours a council chooses, and whether people can read them (WCAG 2.2, success criterion 1.4.3)."""

import re

from django.core.exceptions import ValidationError

#: The least contrast of text with its ground that WCAG 2.2 asks for at level AA.
LEAST_CONTRAST = 4.5
WHITE = "#ffffff"
#: Of the grounds of boxes and notices in the stylesheet, on which links stand, the one nearest to the links, in the
#: light and the dark scheme: what can be read there can be read on every other ground too.
BOX = "#fae6e0"
DARK_BOX = "#1c3325"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def parse_hex(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0 to 255) of a colour written as `#1a2b3c`.

    Raises ValidationError where it is not written so.
    """
    if not _HEX.fullmatch(colour):
        raise ValidationError("Write the colour as # and six digits or letters from a to f, such as #0b5559.")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_ratio(colour: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_primary_colour(colour: str) -> None:
    """Raise ValidationError where white text on the colour, or the colour on the page, is hard to read."""
    parse_hex(colour)
    for ground, meaning in ((WHITE, "White text on it"), (BOX, "A link in it on a coloured box")):
        ratio = contrast_ratio(colour, ground)
        if ratio < LEAST_CONTRAST:
            # Rounded down, so that 4.48 does not read as the 4.5 that it misses.
            shown = int(ratio * 10) / 10
            raise ValidationError(
                f"This colour is too light. {meaning} would have a contrast of {shown} to 1, and people need "
                f"at least {LEAST_CONTRAST} to 1 to read it. Choose a darker colour."
            )


def lighten_until_readable(colour: str, ground: str = DARK_BOX) -> str:
    """Return the colour, mixed with as little white as makes it readable on a dark ground."""
    for share in range(0, 101, 5):
        lighter = lighten(colour, share)
        if contrast_ratio(lighter, ground) >= LEAST_CONTRAST:
            return lighter
    return WHITE


def lighten(colour: str, share: int) -> str:
    """Return the colour mixed with white by a percentage."""
    return _mix(colour, share, towards=255)


def darken(colour: str, share: int) -> str:
    """Return the colour mixed with black by a percentage."""
    return _mix(colour, share, towards=0)


def _mix(colour: str, share: int, *, towards: int) -> str:
    return "#" + "".join(f"{round(each + (towards - each) * share / 100):02x}" for each in parse_hex(colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in parse_hex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
