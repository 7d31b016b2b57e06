"""Files that people send are known by what is in them; programs and what hides in pictures and PDFs stay out."""

import io
import tarfile
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from marketplace.core import uploads
from marketplace.core.private_files import private_storage
from marketplace.core.uploads import CheckedFileField, UploadRefused, check_upload
from tests.files import ELF, WINDOWS_PROGRAM, packed_object, pdf, photo_with_place, picture, sent


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def zipped() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.class", "anything")
    return archive.getvalue()


@pytest.mark.parametrize(
    ("sends", "keeps"),
    [
        ("JPEG", ("image/jpeg", "bus.jpg")),
        ("PNG", ("image/png", "bus.png")),
        ("WEBP", ("image/jpeg", "bus.jpg")),
        ("HEIF", ("image/jpeg", "bus.jpg")),
    ],
)
def test_a_photo_is_drawn_anew_as_what_every_browser_shows(sends: str, keeps: tuple[str, str]) -> None:
    checked = check_upload(sent(picture(sends), "bus.anything"))
    assert (checked.content_type, checked.name) == keeps
    assert opened(checked.content).size == (60, 40)


def test_where_a_photo_was_taken_is_left_out() -> None:
    photo = photo_with_place()
    assert opened(photo).getexif().get_ifd(0x8825)
    assert not opened(check_upload(sent(photo)).content).getexif()


def test_what_is_hung_on_a_picture_is_left_out() -> None:
    assert b"run.class" not in check_upload(sent(picture() + zipped())).content


def test_a_photo_lying_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(check_upload(sent(picture(exif=exif))).content).size == (40, 60)


def test_a_very_large_photo_is_made_smaller() -> None:
    assert opened(check_upload(sent(picture(size=(5_000, 50)))).content).size == (4_000, 40)


@pytest.mark.parametrize("objects", [b"<</Type/Catalog>>", packed_object(b"1 0 <</Type/Page>>")])
def test_a_plain_pdf_is_kept_as_it_is(objects: bytes) -> None:
    checked = check_upload(sent(pdf(objects), "C:\\letters\\bus\x07 pass.exe"))
    assert (checked.content, checked.content_type, checked.name) == (pdf(objects), "application/pdf", "bus pass.pdf")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ELF, "is a program"),
        (WINDOWS_PROGRAM, "is a program"),
        (b"#!/bin/sh\nrm -rf /\n", "is a program"),
        (b"<html><script>alert(1)</script></html>", "not a photo or a PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not a photo or a PDF"),
        (b"GIF89a" + bytes(20), "not a photo or a PDF"),
        (b"", "is empty"),
        (picture()[:200], "is damaged"),
        (b"\xff\xd8\xff\xe0 not a picture at all", "is damaged"),
        (pdf() + ELF, "added after its end"),
        (pdf()[:-8], "added after its end"),
        (b"%PDF-1.7\n" + zipped() + b"%%EOF", "another kind of file inside"),
        (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "can run a program"),
        (pdf(b"<</S/J#61vaScript/JS(app.alert(1))>>"), "can run a program"),
        (pdf(b"<</S/Launch/F(cmd.exe)>>"), "can run a program"),
        (pdf(b"<</Type/EmbeddedFile>>"), "carries another file"),
        (pdf(packed_object(b"1 0 <</S/JavaScript/JS(1)>>")), "can run a program"),
        (pdf(packed_object(b"x", b"/Filter/LZWDecode")), "cannot be checked"),
        (pdf(packed_object(b"x", b"/Filter[/ASCIIHexDecode/FlateDecode]")), "cannot be checked"),
        (pdf(packed_object(b"x", b"/Filter/FlateDecode/DecodeParms<</Predictor 12>>")), "cannot be checked"),
        (pdf(packed_object(b"x", b"/Filter/FlateDecode % 1 0 obj")), "cannot be checked"),
        (pdf(packed_object(bytes(5_000_000))), "too long to be checked"),
        (pdf(b"<</Encrypt 4 0 R>>"), "is locked"),
    ],
)
def test_anything_else_is_refused_whatever_its_name(content: bytes, sentence: str) -> None:
    for name in ("receipt.pdf", "receipt.png"):
        with pytest.raises(UploadRefused, match=sentence):
            check_upload(sent(content, name))


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as file:
        file.addfile(tarfile.TarInfo("%PDF-1.7"))
    with pytest.raises(UploadRefused, match="another kind of file inside"):
        check_upload(sent(archive.getvalue() + b"%%EOF"))


def test_a_file_above_ten_megabytes_is_refused_unread() -> None:
    with pytest.raises(UploadRefused, match="larger than 10 MB"):
        check_upload(sent(picture() + bytes(11 * 1024 * 1024)))


def test_a_picture_that_unpacks_to_more_than_a_machine_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "HIGHEST_PIXELS", 2_000)
    with pytest.raises(UploadRefused, match="too many points"):
        check_upload(sent(picture("PNG")))


def test_a_form_says_it_beside_the_field() -> None:
    field = CheckedFileField(required=False)
    assert field.clean(None) is None
    with pytest.raises(Exception, match="is a program"):
        field.clean(sent(ELF))


def test_private_files_are_no_ones_to_fetch(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path
    storage = private_storage()
    name = storage.save("x", ContentFile(b"private"))
    assert (tmp_path / name).read_bytes() == b"private"
    with pytest.raises(ValueError, match="has no address"):
        storage.url(name)
