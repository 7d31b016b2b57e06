"""Files that people send: taken only as a photo or a PDF, known by what is in them and never by their name.

Photos are drawn anew, which leaves out where they were taken and whatever else a file can carry. A PDF is kept as it
is, so one that could act, that carries another file, or that cannot be looked into is refused.
"""

import io
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype
import pillow_heif
from django import forms
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from .errors import DomainError

#: The most that a file may have: a photo of a good telephone and a scan of ten pages fit.
HIGHEST_BYTES = 10 * 1024 * 1024
#: The most points that a picture may have when it is unpacked (50 million, as the best telephones make).
HIGHEST_PIXELS = 50_000_000
#: A longer side is made so long: writing on a receipt can still be read.
LONGEST_SIDE = 4_000
PICTURE_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
PDF = "application/pdf"
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", PDF: ".pdf"}
#: What a browser offers to choose from; what is chosen is checked all the same.
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,application/pdf"

_PROGRAMS = frozenset(
    {
        "application/x-executable",
        "application/x-msdownload",
        "application/wasm",
        "application/x-google-chrome-extension",
        "application/x-shockwave-flash",
        "application/x-deb",
        "application/x-rpm",
    }
)
#: Names in a PDF by which it runs a script, starts a program, plays media or carries another file (ISO 32000, 12.6).
_ACTIVE_NAME = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|ImportData|XFA)(?![A-Za-z])")
_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z])")
_ESCAPED_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECT = re.compile(rb"\d\s+obj\b")
#: The only way of packing objects that is looked into; writers use no other.
_PLAINLY_PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?(?!\s*/\w*Decode)")
_CANNOT_BE_CHECKED = "The PDF is packed so that it cannot be checked. Save it again, or send a photo."
_HIGHEST_UNPACKED_BYTES = 4 * 1024 * 1024
_PIECE_BYTES = 65_536
#: The end of a ZIP archive, which is sought from a file's end: the archive may be hidden behind anything.
_ZIP_END, _ZIP_END_WITHIN = b"PK\x05\x06", 65_557

pillow_heif.register_heif_opener()


class UploadRefused(DomainError):
    """A file is not what it should be."""

    code = "upload_refused"


@dataclass(frozen=True)
class CheckedFile:
    """A file that was checked: its bytes as they are kept, the name to give it out by, its true type."""

    name: str
    content_type: str
    content: bytes


def check_upload(upload: UploadedFile) -> CheckedFile:
    """Return the photo (JPEG or PNG, drawn anew) or PDF that was sent.

    Raises UploadRefused for anything else, for what is empty, above 10 MB or damaged, and for a PDF that could act.
    """
    if not upload.size:
        raise UploadRefused("The file is empty. Choose another.")
    if upload.size > HIGHEST_BYTES:
        raise UploadRefused("The file is larger than 10 MB. Take a smaller photo, or save it with fewer pages.")
    content = upload.read()
    kind = _true_type(content)
    if kind == PDF:
        _refuse_active_pdf(content)
    else:
        kind, content = _draw_anew(content, kind)
    return CheckedFile(_name(upload.name or "", kind), kind, content)


class CheckedFileField(forms.FileField):
    """Asks for a photo or a PDF and gives a CheckedFile, or nothing."""

    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {"empty": "The file is empty. Choose another.", "missing": "Choose a file."}

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        """Check what was sent, and say what is wrong with it beside the field."""
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return check_upload(upload)
        except UploadRefused as error:
            raise forms.ValidationError(error.sentence, code=error.code) from error


class FilesInput(forms.FileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class CheckedFilesField(CheckedFileField):
    """Asks for one or more photos and PDFs, at most `most`, and gives a list of CheckedFile."""

    widget = FilesInput(attrs={"accept": ACCEPTED, "multiple": True})

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:  # type: ignore[override]
        """Check each that was sent; what is wrong with one is said with its name."""
        uploads = [upload for upload in data or [] if upload]
        if not uploads and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise forms.ValidationError(f"Send at most {self.most} files. Put several pages into one PDF.", code="many")
        return [self._checked(upload, len(uploads) > 1) for upload in uploads]

    def _checked(self, upload: UploadedFile, is_one_of_many: bool) -> CheckedFile:
        try:
            return check_upload(upload)
        except UploadRefused as error:
            sentence = f"{upload.name}: {error.sentence}" if is_one_of_many else error.sentence
            raise forms.ValidationError(sentence, code=error.code) from error


def _true_type(content: bytes) -> str:
    """Return the one type that the content has; a file that is several things at once is none of them."""
    if content.startswith(b"%PDF-"):
        kinds = {kind.mime for kind in filetype.types if kind.match(bytearray(content[:8192]))}
        if kinds != {PDF} or _ZIP_END in content[-_ZIP_END_WITHIN:]:
            raise UploadRefused("This PDF has another kind of file inside, so it was not taken. Send a photo instead.")
        return PDF
    kind = filetype.guess_mime(content) or ""
    if kind in _PROGRAMS or content.startswith(b"#!"):
        raise UploadRefused("This file is a program, so it was not taken. Send a photo or a PDF.")
    if kind not in PICTURE_FORMATS:
        raise UploadRefused("This is not a photo or a PDF. Send a JPEG, PNG, WebP or HEIC photo, or a PDF.")
    return kind


def _draw_anew(content: bytes, kind: str) -> tuple[str, bytes]:
    """Return the picture as a new JPEG or PNG, upright, without anything else that was in it."""
    try:
        with Image.open(io.BytesIO(content), formats=[PICTURE_FORMATS[kind]]) as opened:
            if opened.width * opened.height > HIGHEST_PIXELS:
                raise UploadRefused("The photo has too many points to be opened safely. Take a smaller one.")
            upright = ImageOps.exif_transpose(opened)
            keeps_lossless = kind == "image/png"
            points = upright.convert("RGBA" if keeps_lossless else "RGB")
            points.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise UploadRefused("The photo is damaged and cannot be opened. Send another.") from error
    points.info.clear()
    drawn = io.BytesIO()
    points.save(drawn, "PNG" if keeps_lossless else "JPEG", quality=88)
    return ("image/png" if keeps_lossless else "image/jpeg"), drawn.getvalue()


def _refuse_active_pdf(content: bytes) -> None:
    """Look for what acts in everything that a reader would take for an object, packed ones too."""
    if not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise UploadRefused("The PDF is damaged, or something was added after its end. Save it again, or send a photo.")
    plain = _without_escapes(content)
    if _ENCRYPTED.search(plain):
        raise UploadRefused("The PDF is locked, so it cannot be checked. Save it without a password, or send a photo.")
    if any(_ACTIVE_NAME.search(part) for part in (plain, *_packed_objects(content))):
        raise UploadRefused("This PDF can run a program or carries another file, so it was not taken. Send a photo.")


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Yield the objects that are kept packed in streams; raises UploadRefused where they cannot all be looked at."""
    room, begun = _HIGHEST_UNPACKED_BYTES, [found.start() for found in _OBJECT.finditer(content)]
    for found in _STREAM.finditer(content):
        head = _head(content, begun, found.start())
        if b"/Filter" not in head or not (b"/ObjStm" in head or b"/First" in head):
            continue
        unpacked = _unpacked(head, memoryview(content)[found.end() :], room)
        room -= len(unpacked)
        if room <= 0:
            raise UploadRefused("The PDF is too long to be checked. Send a photo, or save it with fewer pages.")
        yield _without_escapes(unpacked)


def _head(content: bytes, begun: list[int], stream: int) -> bytes:
    """Return what an object says of its stream; a comment could hide that, and no writer puts one there."""
    place = bisect_left(begun, stream)
    start = begun[place - 1] if place else 0
    line = max(content.rfind(b"\n", 0, start), content.rfind(b"\r", 0, start)) + 1
    if place and b"%" in content[line:start]:
        raise UploadRefused(_CANNOT_BE_CHECKED)
    return _without_escapes(content[start:stream])


def _unpacked(head: bytes, packed: memoryview, room: int) -> bytes:
    """Return what is packed, at most `room` bytes of it; where it ends, it says itself."""
    if not _PLAINLY_PACKED.search(head) or b"/DecodeParms" in head:
        raise UploadRefused(_CANNOT_BE_CHECKED)
    unpacker, parts = zlib.decompressobj(), bytearray()
    try:
        for start in range(0, len(packed), _PIECE_BYTES):
            parts += unpacker.decompress(packed[start : start + _PIECE_BYTES], room - len(parts))
            if unpacker.eof or len(parts) >= room:
                break
    except zlib.error as error:
        raise UploadRefused(_CANNOT_BE_CHECKED) from error
    return bytes(parts)


def _without_escapes(part: bytes) -> bytes:
    return _ESCAPED_IN_NAME.sub(lambda found: bytes([int(found[1], 16)]), part)


def _name(given: str, kind: str) -> str:
    """Return the name it had, without folders and control characters, with the ending of what it is."""
    stem = PurePosixPath(given.replace("\\", "/")).stem
    tidy = "".join(letter for letter in stem if letter.isprintable() and letter not in '"<>:|?*').strip(" .")
    return f"{tidy[:80] or 'file'}{ENDINGS[kind]}"
