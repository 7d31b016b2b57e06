"""Files that only some people may see: they lie outside what a web server gives out, and are named by chance."""

import os

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse


class PrivateStorage(FileSystemStorage):
    """Files under PRIVATE_ROOT; they have no address, a view checks who asks and gives them out."""

    @property
    def base_location(self) -> str:
        """Return the folder of private files."""
        return str(settings.PRIVATE_ROOT)

    @property
    def location(self) -> str:
        """Return the same, as an absolute path."""
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        """Refuse: a private file is not fetched by an address."""
        raise ValueError("a private file has no address")


def private_storage() -> Storage:
    """Return the storage of private files."""
    return PrivateStorage()


def private_download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """Give out a private file to be saved, never to be shown in the page's place, and kept by no one on the way."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
