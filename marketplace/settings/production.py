"""Settings of a council's own server: nothing has a convenient default here."""

from . import environment
from .base import *  # noqa: F403

SECRET_KEY = environment.required("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in environment.required("ALLOWED_HOSTS").split(",")]
environment.required("DATABASE_URL")
SITE_URL = environment.required("SITE_URL")
WAGTAILADMIN_BASE_URL = SITE_URL

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_TLS_PROXY", False) else None
SECURE_HSTS_SECONDS = environment.whole_number("SECURE_HSTS_SECONDS", 31_536_000)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
