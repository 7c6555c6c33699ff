"""The archive's one settings file. Everything an operator may change comes from the environment.

In: environment variables (config/environment.py says what is refused). Out: Django's settings.
"""

import os
import socket
from pathlib import Path

from csp.constants import NONE, SELF

from config.environment import Environment, is_address, secret_key

ENV = Environment(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
# Database, uploads, index and bench results: one folder, so that one folder is what to back up.
VAR_DIR = ENV.folder("ARCHIVE_VAR", BASE_DIR / "var")

DEBUG = ENV.switch("DEBUG")
SECRET_KEY = secret_key(ENV.text("SECRET_KEY"), VAR_DIR)

# Where it is served. An address in HOST is what the server is bound to; a name is what people call it by,
# and the server is bound to every address of this machine.
HOST = ENV.text("HOST", "127.0.0.1")
PORT = ENV.number("PORT", 8000, 1, 65535)
HTTPS = ENV.switch("HTTPS")
DEMO = ENV.switch("DEMO", default="1")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - what an operator asks for by giving a name
BIND_HOST = HOST if is_address(HOST) else EVERY_ADDRESS[0]
ALLOWED_HOSTS = [
    *("localhost", "127.0.0.1", "[::1]"),
    *([] if HOST in EVERY_ADDRESS else [f"[{HOST}]" if ":" in HOST else HOST]),
    *([socket.gethostname()] if BIND_HOST in EVERY_ADDRESS else []),
    *ENV.words("ALLOWED_HOSTS"),
]
_SCHEME = "https" if HTTPS else "http"
CSRF_TRUSTED_ORIGINS = [
    *(f"{_SCHEME}://{name}:{PORT}" for name in ALLOWED_HOSTS),
    *(f"{_SCHEME}://{name}" for name in ALLOWED_HOSTS),
]

INSTALLED_APPS = [
    # First: its commands win over others of the same name.
    "search",
    "archive",
    "config.apps.ProjectConfig",
    "config.apps.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "haystack",
]
MIDDLEWARE = [
    "config.health_views.health_first",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.body_limits.limit_bodies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as its manual asks: it sees what login made of the request.
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data.
DATABASES = {"default": ENV.database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'archive.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,  # seconds a writer waits for another
        "transaction_mode": "IMMEDIATE",
        # FULL: what was said to be saved is on the disk, also after a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, as in production: the tests start other processes that read it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # A server that vanished is noticed: libpq waits for ever otherwise. What the URL says goes first.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,  # seconds
        "tcp_user_timeout": 20_000,  # milliseconds
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "uploads"
MEDIA_URL = ""  # uploads are never served as they are
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Twenty megabytes is the largest file taken; a form around it is a little larger.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# A hundred such files at once, from those who work at the desk; from others no more than one.
LARGEST_DELIVERY = 100 * DATA_UPLOAD_MAX_MEMORY_SIZE

# Search.
INDEX_DIR = VAR_DIR / "index"
# Seconds a published story may wait for its place in the index before /readyz says 503.
LAG_LIMIT = ENV.number("LAG_LIMIT", 120, 1, 86400)
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "search.backends.ArchiveEngine",
        "PATH": str(INDEX_DIR),
        "INCLUDE_SPELLING": True,
        "SILENTLY_FAIL": False,
    }
}
HAYSTACK_SEARCH_RESULTS_PER_PAGE = 20

# Language and time.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files: hashed, compressed, served by the server itself.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Safety.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its pages are in English; the log says who was locked out
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# W005, W021: whether other names below this one speak HTTPS, and whether browsers should ship that, is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Who may not is told so, and the log in one line: where the code said no is of no use to anybody.
    "filters": {"no_trace_of_refusals": {"()": "config.log_filters.DropRefusalTracebacks"}},
    # Strangers who ask under other names are answered 400; the log need not grow with each.
    "loggers": {
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"filters": ["no_trace_of_refusals"]},
        "axes": {"level": "WARNING"},  # its INFO tells of every login
    },
    "root": {"handlers": ["stderr"], "level": ENV.choice("LOG_LEVEL", "INFO", LOG_LEVELS)},
}
