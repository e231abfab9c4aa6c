"""Settings of the portal; every difference between machines is an environment variable.

Defaults are those of production. `make run` asks for less by `var/portal.env`.
"""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

from csp.constants import NONE, SELF

from privacyportal import env

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_local()

DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=True)
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.secrets(
    "SECRET_KEY_FALLBACKS"
)  # what was sealed under these still counts
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1")
PORTAL_URL = env.text(  # for links in e-mail
    "PORTAL_URL", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}"
).rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "retention",
    "interchange",
    "dossiers",
    "processors",
    "consents",
    "access",
    "students",
    "schools",
    "accounts",
    "audit",
    "holdings",
    "privacyportal",
    "kernel",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "guardian",
    "import_export",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "privacyportal.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "privacyportal.middleware.CleanInput",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "privacyportal.middleware.SignInWhereNeeded",
    "django.contrib.messages.middleware.MessageMiddleware",
    "privacyportal.languages.PageLanguage",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "privacyportal.middleware.OnePersonOneTransaction",
]

ROOT_URLCONF = "privacyportal.urls"
WSGI_APPLICATION = "privacyportal.wsgi.application"

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
                "privacyportal.navigation.page",
            ],
        },
    },
]
FORM_RENDERER = "kernel.forms.Renderer"

ROLE = env.text("PORTAL_ROLE", "portal_web")
MIGRATES = env.flag("PORTAL_MIGRATES", default=False)  # `manage.py` says so; nobody else
DATABASES = {"default": env.database("DATABASE_URL", role=ROLE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.SignInBackend",
    "access.backends.GrantBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody anonymous holds a permission
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # GrantBackend is guardian's backend, with dates
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"invitation": "60/m/ip"}  # a parents' evening is one address
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True

LANGUAGE_CODE = "nl"
LANGUAGES = [  # each as its readers write it
    ("nl", "Nederlands"),
    ("en", "English"),
    ("ar", "العربية"),
    ("tr", "Türkçe"),
    ("pl", "Polski"),
    ("uk", "Українська"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.text("FILES_ROOT", str(BASE_DIR / "var" / "files")),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

READING_BUDGET = {  # files of students that one person opens: far above any mentor's work
    "hour": int(env.text("FILES_AN_HOUR", "120")),
    "day": int(env.text("FILES_A_DAY", "400")),
}

WEBHOOK_PORTS = [int(port) for port in env.words("WEBHOOK_PORTS", "443")]
WEBHOOK_NETWORKS = [  # of one's own, to which messages may go; otherwise only the internet
    ip_network(network) for network in env.words("WEBHOOK_NETWORKS")
]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # with `no-referrer` forms send Origin: null
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env.text("EMAIL_PORT", "465"))
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=True)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")

CELERY_BROKER_URL = env.text("REDIS_URL", "redis://localhost:6379/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # longer than any task: work is cut in short steps
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 900
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {  # a beat only rings; each task finds what is due in the tables
    "purges that stand still": {"task": "retention.sweep", "schedule": 60.0},
    "emergencies that nobody was told of": {"task": "access.sweep", "schedule": 60.0},
    "invitations that are over": {"task": "access.clean_invitations", "schedule": 24 * 3600.0},
    "students who turn sixteen": {"task": "access.turn_sixteen_all", "schedule": 3600.0},
    "answers that are not kept yet": {"task": "consents.sweep", "schedule": 300.0},
    "systems that are not told yet": {"task": "consents.tell_all", "schedule": 300.0},
    "answers against the rule": {"task": "consents.check_all", "schedule": 24 * 3600.0},
    "pictures that must come down": {"task": "consents.take_down_all", "schedule": 6 * 3600.0},
    "former students": {"task": "consents.keep_all_alumni", "schedule": 6 * 3600.0},
    "people who did not choose yet": {"task": "consents.run_campaigns", "schedule": 3600.0},
    "pages that push": {"task": "consents.review_all_designs", "schedule": 24 * 3600.0},
    "files that nobody decided about": {"task": "interchange.sweep", "schedule": 6 * 3600.0},
}
CELERY_TIMEZONE = "UTC"  # a schedule in local time skips an hour in spring

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "kernel.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "celery": {"level": "WARNING"},  # of what goes well, a line for each task
    },
}
