"""Settings every environment shares; whatever differs comes from the environment."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env("SECRET_KEY")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("PORTAL_DATA_DIR", default=str(BASE_DIR / ".portal")))

DATABASES = {"default": env.db("DATABASE_URL", engine="customs_portal.kit.postgres")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
REDIS_URL = env("REDIS_URL")

ROOT_URLCONF = "customs_portal.urls"
ASGI_APPLICATION = "customs_portal.asgi.application"
WSGI_APPLICATION = "customs_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

ROOMS = ["customs_portal", "hardware_adapters", "risk", "inspection", "clearance", "dashboards"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_prometheus",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "customs_portal.journal",
    "customs_portal.accounts",
    "customs_portal.registry",
    "customs_portal",
    "hardware_adapters",
    "risk.assessments",
    "risk.rulebooks",
    "risk.backtests",
    "risk.cases",
    "risk.outcomes",
    "risk.workbench",
    "risk.targeting",
    "risk.learning",
    "inspection.draws",
    "inspection.orders",
    "inspection.vision",
    "inspection.imaging",
    "inspection.scans",
    "inspection.products",
    "inspection.handheld",
    "inspection.robot",
    "clearance.enterprises",
    "clearance.manifests",
    "clearance.duties",
    "clearance.declarations",
    "clearance.gates",
    "clearance.messages",
    "clearance.webhooks",
    "dashboards.wall",
]

MIDDLEWARE = [
    "customs_portal.server_timing.ServerTimingMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "customs_portal.accounts.pages.sign_in.SecondFactorDoor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "customs_portal.kit.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "customs_portal.menu.shell",
            ]
        },
    }
]

# People and sign-in
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
SECOND_FACTOR_FOR_OFFICERS = env.bool("SECOND_FACTOR_FOR_OFFICERS", default=True)

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = sorted(path for room in ROOMS for path in (BASE_DIR / room).rglob("locale"))
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env(
            "STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Where scans are kept: "" for MEDIA_ROOT, or s3://KEY:SECRET@HOST[:PORT]/BUCKET[?region=&tls=no]
SCAN_ARCHIVE = env("SCAN_ARCHIVE", default="")

# Schemas of the WCO data model: a folder of XSD files that the operator has; "" for none
WCO_SCHEMAS = env("WCO_SCHEMAS", default="")

# Whose word about a visitor's address counts: the portal's own front door, and proxies before it
TRUSTED_PROXIES = env.list("FRONT_DOOR", default=[]) + env.list("TRUSTED_PROXIES", default=[])

# Safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS_ONLY", default=False)
SECURE_HSTS_SECONDS = 31_536_000 if env.bool("HTTPS_ONLY", default=False) else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Programs
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "customs_portal.kit.refusals.api_exception_handler",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "customs_portal.accounts.programs.ProgramAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PARSER_CLASSES": [
        "customs_portal.kit.parsing.CalmJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Customs Portal",
    "DESCRIPTION": "Declarations, manifests, payments and gate passes for programs.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "customs_portal.kit.refusals.document_refusals",
    ],
}

# Sockets and background work
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL]},
    }
}
# Celery's name for a local socket differs from everybody else's
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_DEFAULT_QUEUE = "house"
CELERY_TASK_ROUTES = {"customs_portal.journal.tasks.*": {"queue": "events"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "sweep-outstanding-deliveries": {
        "task": "customs_portal.journal.tasks.sweep_outstanding",
        "schedule": 5.0,
    },
    "hear-journal-again": {
        "task": "dashboards.wall.tasks.hear_journal_again",
        "schedule": 5.0,
    },
    "watch-the-clock": {
        "task": "dashboards.wall.tasks.watch_the_clock",
        "schedule": 15.0,
    },
    "retry-payment-orders": {
        "task": "clearance.duties.tasks.retry_payment_orders",
        "schedule": 2.0,
    },
    "confirm-provisional-terms": {
        "task": "clearance.duties.tasks.confirm_provisional_terms",
        "schedule": 3600.0,
    },
    "go-on-with-files-and-drafts": {
        "task": "clearance.declarations.tasks.go_on",
        "schedule": 2.0,
    },
    "send-terminal-messages": {
        "task": "clearance.manifests.tasks.send_terminal_messages",
        "schedule": 2.0,
    },
    "send-webhooks": {
        "task": "clearance.webhooks.tasks.send_due",
        "schedule": 2.0,
    },
    "expire-bill-locks": {
        "task": "clearance.manifests.tasks.end_expired_locks",
        "schedule": 15.0,
    },
    "expire-gate-passes": {
        "task": "clearance.gates.tasks.expire_passes",
        "schedule": 300.0,
    },
    "mind-journeys": {
        "task": "clearance.gates.tasks.mind_journeys",
        "schedule": 30.0,
    },
    "start-rule-books": {
        "task": "risk.rulebooks.tasks.start_books",
        "schedule": 15.0,
    },
    "go-on-with-back-tests": {
        "task": "risk.backtests.tasks.go_on",
        "schedule": 2.0,
    },
    "seal-the-journal": {
        "task": "customs_portal.journal.tasks.seal_outstanding",
        "schedule": 10.0,
    },
    "keep-new-judgements": {
        "task": "risk.cases.tasks.keep_new_judgements",
        "schedule": 5.0,
    },
    "mind-robots": {
        "task": "inspection.robot.tasks.mind_robots",
        "schedule": 15.0,
    },
    "mind-inspection-crews": {
        "task": "inspection.orders.tasks.mind_crews",
        "schedule": 15.0,
    },
    "hold-cut-offs": {
        "task": "inspection.draws.tasks.hold_due_cut_offs",
        "schedule": 30.0,
    },
    "keep-the-draw-secret": {
        "task": "inspection.draws.tasks.keep_draw_secrets",
        "schedule": 300.0,
    },
    "expire-control-orders": {
        "task": "risk.targeting.tasks.end_expired_orders",
        "schedule": 60.0,
    },
    "purge-scans-by-rule": {
        "task": "inspection.scans.tasks.purge_due",
        "schedule": 3600.0,
    },
    "expire-product-filings": {
        "task": "inspection.products.tasks.expire_filings",
        "schedule": 3600.0,
    },
    "release-forgotten-scans": {
        "task": "inspection.imaging.tasks.release_forgotten",
        "schedule": 60.0,
    },
    "settle-judged-scans": {
        "task": "inspection.imaging.tasks.settle",
        "schedule": 1.0,
    },
    "draw-test-images": {
        "task": "inspection.imaging.tasks.draw_plants",
        "schedule": 60.0,
    },
}
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# The secret of each day comes of this one: of the draws of inspection and of the lots of filings
DRAW_SECRET = env("DRAW_SECRET", default="") or SECRET_KEY

# What partners entrust to us is kept sealed under this secret
KEEPING_SECRET = env("KEEPING_SECRET", default="") or SECRET_KEY

# Webhooks go to the open net only; a demonstration may send them next door
WEBHOOK_PRIVATE_OK = env("WEBHOOK_PRIVATE_OK", default="").lower() in ("1", "true", "yes")

# Devices and partners
GATEWAY_HOST = env("GATEWAY_HOST", default="127.0.0.1")
GATEWAY_PORT = env.int("GATEWAY_PORT", default=8811)
TERMINAL_URL = env("TERMINAL_URL", default="")  # empty: messages wait, nothing is sent
TERMINAL_SHARED_SECRET = env("TERMINAL_SHARED_SECRET", default="")
TERMINAL_TIMEOUT_SECONDS = env.int("TERMINAL_TIMEOUT_SECONDS", default=5)
TERMINAL_CLOCK_SECONDS = env.int("TERMINAL_CLOCK_SECONDS", default=300)
BANK_URL = env("BANK_URL", default="http://127.0.0.1:8812")
BANK_SHARED_SECRET = env("BANK_SHARED_SECRET", default="")
INSURER_URL = env("INSURER_URL", default=f"{BANK_URL}/insurer")
BANK_TIMEOUT_SECONDS = env.int("BANK_TIMEOUT_SECONDS", default=5)
BANK_CALLBACK_WINDOW_SECONDS = env.int("BANK_CALLBACK_WINDOW_SECONDS", default=300)
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000")

# The journal's witnesses: folders outside the database, at least two
JOURNAL_WITNESS_FOLDERS = env.list(
    "JOURNAL_WITNESS_FOLDERS",
    default=[str(DATA_DIR / "witness-a"), str(DATA_DIR / "witness-b")],
)
JOURNAL_SIGNING_KEY = env("JOURNAL_SIGNING_KEY", default="")

from customs_portal.settings.logs import LOGGING, structlog_configured  # noqa: E402, F401
