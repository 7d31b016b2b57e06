"""Receipts as families photograph them: drawn, so that they open and can be read."""

from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from marketplace.core.money import format_pounds
from marketplace.core.uploads import CheckedFile

_SIZE = (420, 300)
_PAPER, _INK = (251, 248, 240), (40, 40, 44)


def draw_receipt(payee: str, day: date, pence: int) -> CheckedFile:
    """Return the receipt of a payment."""
    picture = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    large, small = ImageFont.load_default(24), ImageFont.load_default(18)
    lines = (("Receipt", large), (payee, small), (f"{day:%-d %B %Y}", small), (f"Paid {format_pounds(pence)}", large))
    for number, (words, font) in enumerate(lines):
        pen.text((32, 40 + 54 * number), words, font=font, fill=_INK)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return CheckedFile(name=f"receipt-{day:%Y-%m-%d}.png", content_type="image/png", content=kept.getvalue())
