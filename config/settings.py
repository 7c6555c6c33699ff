"""The only settings file. Everything that an operator may change comes from the environment.

In: environment variables (config/environment.py refuses wrong values). Out: Django's settings.
"""

import os
import socket
from pathlib import Path

from csp.constants import NONE, SELF

from config.environment import MOST_PROXIES, Environment, is_address, secret_key

ENV = Environment(os.environ)
BASE_DIR = Path(__file__).resolve().parent.parent
# Database, uploads, index and bench results are in one folder, so that only one folder needs a backup.
VAR_DIR = ENV.folder("ARCHIVE_VAR", BASE_DIR / "var")

DEBUG = ENV.switch("DEBUG")
SECRET_KEY = secret_key(ENV.text("SECRET_KEY"), VAR_DIR)

# The address. If HOST is a number, the server is bound to it. If it is a name, readers use the name, and the server is
# bound to every address of this machine; with HTTPS=1 only to loopback, where the TLS proxy of this machine finds it.
HOST = ENV.text("HOST", "127.0.0.1")
PORT = ENV.number("PORT", 8000, 1, 65535)
HTTPS = ENV.switch("HTTPS")
# How many proxies of our own a request comes through. With none, nobody's X-Forwarded-For or -Proto is believed. With
# HTTPS=1 there is at least one, because the archive itself speaks no TLS. config/patient_server.py reads the headers.
PROXIES = ENV.number("PROXIES", int(HTTPS), int(HTTPS), MOST_PROXIES)
DEMO = ENV.switch("DEMO", default="1")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - what an operator asks for by giving a name
BIND_HOST = HOST if is_address(HOST) else "127.0.0.1" if HTTPS else EVERY_ADDRESS[0]
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
    # First, so that its commands take precedence over others of the same name.
    "search",
    "archive",
    "accounts",
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
    "accounts.desk_watch.watch_desk",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.old_links.read_old_links",
    "config.language.remember_language",
    "django.middleware.locale.LocaleMiddleware",
    "config.address_limits.limit_addresses",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.body_limits.limit_bodies",
    "config.known_devices.remember_device",
    "config.request_limits.limit_requests",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, as its manual asks: it sees the result of the login.
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
        "timeout": 60,  # seconds a statement of a command waits for others that write
        "transaction_mode": "IMMEDIATE",
        # FULL: data that was reported as saved is on the disk, even after a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    WEB_DATABASE_OPTIONS: dict[str, object] = {"timeout": 4}  # seconds all statements of a request wait together
    WEB_DATABASE_LIMITS: dict[str, int] = {}
    # A file, as in production: the tests start other processes that read it.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # Notice a server that has vanished: without this libpq waits for ever. Options in the URL take precedence.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,  # seconds
        "tcp_user_timeout": 20_000,  # milliseconds
        **DATABASES["default"].get("OPTIONS", {}),
    }
    WEB_DATABASE_OPTIONS = {}
    # Milliseconds, for requests only: waiting for locks, all statements together; one statement; doing nothing in a
    # transaction, whose locks others wait for. Limits of the server, the account or the URL take precedence.
    WEB_DATABASE_LIMITS = {
        "lock_timeout": 4_000,
        "statement_timeout": 30_000,
        "idle_in_transaction_session_timeout": 60_000,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = VAR_DIR / "uploads"
MEDIA_URL = ""  # uploads are never served as they are
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# The largest file that is accepted has twenty megabytes; the form around it is a little larger.
DATA_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Parameters of an address, or fields of a form; with more of them the answer is 400.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Staff may upload a hundred such files at once. Others send only short forms, and no body above this is read from them.
SMALL_BODY = 64 * 1024
LARGEST_DELIVERY = 100 * DATA_UPLOAD_MAX_MEMORY_SIZE

# Mail to the operators, if both are given: only about the nightly work. Errors of requests are in the log.
vars().update(ENV.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds
EMAIL_SUBJECT_PREFIX = ""
ADMINS = ENV.recipients("ADMINS", needs="EMAIL_URL")
SERVER_EMAIL = ENV.text("SERVER_EMAIL", f"archive@{socket.gethostname() if is_address(HOST) else HOST}")

# Reading of uploaded files. The minutes that it may take for one delivery (the rest is refused); and within 24 hours
# for one account and for all accounts (the rest waits). What one account may have sent that is not read yet.
DELIVERY_MINUTES = ENV.number("DELIVERY_MINUTES", 30, 1, 100_000)
ACCOUNT_MINUTES = ENV.number("ACCOUNT_MINUTES", 120, 1, 100_000)
ALL_ACCOUNTS_MINUTES = ENV.number("ALL_ACCOUNTS_MINUTES", 720, 1, 100_000)
QUEUE_FILES = ENV.number("QUEUE_FILES", 5000, 1, 1_000_000)
QUEUE_BYTES = ENV.number("QUEUE_MEGABYTES", 2300, 1, 1_000_000) * 10**6
# Seconds within which a small file is read in the request; if they are not enough, the worker reads it.
AT_ONCE_SECONDS = 4.0

# Search.
INDEX_DIR = VAR_DIR / "index"
# Seconds that a published story may wait to be indexed before /readyz says 503.
LAG_LIMIT = ENV.number("LAG_LIMIT", 120, 1, 86400)
# Searches that one address may make in a minute: many people may share an address.
SEARCHES_PER_MINUTE = ENV.number("SEARCHES_PER_MINUTE", 300, 1, 1_000_000)
# Questions of the search box while somebody types: up to six a second.
SUGGESTIONS_PER_MINUTE = ENV.number("SUGGESTIONS_PER_MINUTE", 1200, 1, 1_000_000)
# Other pages; at the desk, for one account.
PAGES_PER_MINUTE = ENV.number("PAGES_PER_MINUTE", 600, 1, 1_000_000)
# Bytes that stay free on every disk of the archive; if there are fewer, /readyz says 503 and nothing large is begun.
DISK_FLOOR = ENV.number("DISK_FLOOR", 200, 0, 1_000_000) * 10**6
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
# The first is the language of the texts in the code; the others are in locale/. Each is named in its own words.
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
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

# Security.
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
LOGIN_REDIRECT_URL = "admin:index"
AXES_HANDLER = "config.login_limits.LoginLimits"
AXES_CLIENT_IP_CALLABLE = "accounts.client_address.client_address"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # otherwise a stranger could keep a lock for ever
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its pages are in English; our own audit has the attempts, locks and logins
AXES_DISABLE_ACCESS_LOG = True
# How long the audit is kept.
AUDIT_DAYS = ENV.number("AUDIT_DAYS", 365, 30, 3650)
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
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
# W005, W021: whether other names below this one use HTTPS, and whether browsers preload that, is not for us to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Users learn that they lack a permission, and the log gets one line: a traceback would help nobody.
    "filters": {"no_trace_of_refusals": {"()": "config.log_filters.DropRefusalTracebacks"}},
    # Requests for other host names get 400. They are not logged, so that strangers cannot fill the log.
    # Django's own configuration would mail every error of a request to ADMINS.
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "django.request": {"filters": ["no_trace_of_refusals"]},
        # Our own audit reports attempts and locks. The lines of axes have whatever was typed as a name.
        "axes": {"level": "ERROR"},
        "waitress": {"level": "WARNING"},  # its INFO reports clients that leave early
        "waitress.queue": {"level": "ERROR"},  # its WARNING reports every request that waits for a thread
    },
    "root": {"handlers": ["stderr"], "level": ENV.choice("LOG_LEVEL", "INFO", LOG_LEVELS)},
}
