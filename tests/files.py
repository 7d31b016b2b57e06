"""Small files as people send them, and as people should not."""

import io
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

#: Where a photo was taken, as a telephone writes it: 51°51′ N.
GPS_TAG, LATITUDE = 0x8825, {1: "N", 2: (51.0, 51.0, 0.0)}
ELF = b"\x7fELF\x02\x01\x01" + bytes(57)
WINDOWS_PROGRAM = b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: Any) -> bytes:
    """Return a picture of the kind that Pillow names so."""
    drawn = io.BytesIO()
    Image.new("RGB", size, "darkseagreen").save(drawn, kind, **saved)
    return drawn.getvalue()


def photo_with_place() -> bytes:
    """Return a JPEG whose metadata say where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(GPS_TAG).update(LATITUDE)
    return picture(exif=exif)


def pdf(objects: bytes = b"<</Type/Catalog>>") -> bytes:
    """Return a PDF of one page's worth of nothing, with these bytes as its first object."""
    return b"%PDF-1.7\n1 0 obj\n" + objects + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def packed_object(inside: bytes, filters: bytes = b"/Filter/FlateDecode") -> bytes:
    """Return an object stream that packs the bytes."""
    head = b"<</Type/ObjStm/N 1/First 4" + filters + b">>"
    return head + b"\nstream\n" + zlib.compress(inside) + b"\nendstream"


def sent(content: bytes, name: str = "receipt.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """Return the bytes as a form gets them."""
    return SimpleUploadedFile(name, content, content_type=content_type)
