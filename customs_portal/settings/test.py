"""Settings of the test run: real services, fast hashing, no lock-out between tests."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)
# Set by the test run's own servers; checkers of types and texts open no connection.
os.environ.setdefault("DATABASE_URL", "postgres://nobody@/none")
os.environ.setdefault("REDIS_URL", "redis://localhost:1/0")
os.environ.setdefault("BANK_SHARED_SECRET", "only-for-tests")
os.environ.setdefault("TERMINAL_SHARED_SECRET", "only-for-tests")
if "PORTAL_DATA_DIR" not in os.environ:  # asking for a temporary folder writes into it
    os.environ["PORTAL_DATA_DIR"] = str(Path(tempfile.gettempdir()) / "portal-checks")
os.environ.setdefault(
    "STATICFILES_BACKEND", "django.contrib.staticfiles.storage.StaticFilesStorage"
)

from customs_portal.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
SECOND_FACTOR_FOR_OFFICERS = False
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = False
WHITENOISE_USE_FINDERS = True  # the browser tests' server needs no collectstatic
