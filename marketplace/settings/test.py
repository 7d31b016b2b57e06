"""Settings of the tests: as production in what they check, quick in what they do not."""

from .base import *  # noqa: F403
from .base import DATABASES, VAR_DIR

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A server of their own, which does not wait for the disk: no test outlives the machine.
DATABASES["default"] |= {"DATA_FOLDER": VAR_DIR / "postgres-for-tests", "DURABLE": False}
