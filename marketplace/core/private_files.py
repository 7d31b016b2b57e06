"""Files that only some people may see: they lie outside what a web server gives out, and are named by chance."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage


def private_storage() -> Storage:
    """Return the storage of private files; it has no addresses, a view checks who asks and gives them out."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)
