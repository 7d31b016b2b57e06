"""Settings of a developer's machine and of the demonstration."""

from . import environment
from .base import *  # noqa: F403

DEBUG = environment.flag("DEBUG", True)
SECRET_KEY = environment.text("SECRET_KEY") or "only-for-a-machine-that-nobody-else-can-reach"
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# A new account on a developer's machine can be used at once; the e-mail would only be printed.
ACCOUNT_EMAIL_VERIFICATION = environment.text("EMAIL_VERIFICATION", "optional")
SERVE_UPLOADS = environment.flag("SERVE_UPLOADS", True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
