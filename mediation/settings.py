"""All settings, read from the environment (see docs/operations.md for every name).

Nothing here demands a key: `mediation.startup` does, before any process that works with real data begins. So
the rule engines' commands run with no environment at all.
"""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from mediation import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.field_keys("FIELD_KEYS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if DEMO or DEBUG else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "pgtrigger",
    "pghistory",
    "mediation.core",
    "intake",
    "legalaid",
    "bookings",
    "mediation.desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "csp",
]

MIDDLEWARE = [
    # Headers first, so that all carry them: static files, redirects to https, errors of what follows.
    "mediation.core.middleware.PrivacyHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mediation.core.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mediation.core.middleware.ReadableRequestMiddleware",
    "mediation.core.middleware.RequestSizeMiddleware",
    "mediation.core.middleware.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mediation.core.middleware.HistoryMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mediation.core.csrf.NoReferrerCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mediation.desk.middleware.StaffSessionMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mediation.urls"
WSGI_APPLICATION = "mediation.wsgi.application"
CSRF_FAILURE_VIEW = "mediation.desk.views.errors.csrf_failure"

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
                "mediation.core.context.practice",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["practice"]
CRISPY_TEMPLATE_PACK = "practice"

DATABASES = {
    "default": env.database(env.text("DATABASE_URL"))
    if env.text("DATABASE_URL")
    else {"ENGINE": "django.db.backends.dummy"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "mediation.core.caches.RedisOrMemory",
        "LOCATION": REDIS_URL or "redis://127.0.0.1:6379/0",
    }
}
CELERY_BROKER_URL = env.celery_broker(REDIS_URL or "redis://127.0.0.1:6379/0")

# Who changed anything: see docs/decisions/who-changed-what.md.
PGHISTORY_JSON_ENCODER = "mediation.core.history.LazyEncoder"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
ACCOUNT_ADAPTER = "mediation.desk.accounts.StaffAccountAdapter"
ACCOUNT_FORMS = {
    "login": "mediation.desk.forms.SignInForm",
    "reset_password": "mediation.desk.forms.ForgottenPasswordForm",
    "reauthenticate": "mediation.desk.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Wrong passwords and codes are counted in PostgreSQL: by axes (below), and by mediation.desk.second_factor.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.number("REAUTHENTICATE_AFTER", 600, minimum=60)  # seconds

# The second step: see docs/decisions/sign-in.md.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", default=not DEMO)
MFA_ADAPTER = "mediation.desk.second_factor.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by the practice, for addresses that it knows
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute out; no code counts twice all the same
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG  # plain http, where browsers let localhost have passkeys
MFA_FORMS = {
    "authenticate": "mediation.desk.second_factor.CodeForm",
    "reauthenticate": "mediation.desk.second_factor.CodeAgainForm",
    "activate_totp": "mediation.desk.second_factor.AppForm",
    "add_webauthn": "mediation.desk.second_factor.PasskeyForm",
    "login_webauthn": "mediation.desk.second_factor.PasskeySignInForm",
    "authenticate_webauthn": "mediation.desk.second_factor.PasskeyStepForm",
    "reauthenticate_webauthn": "mediation.desk.second_factor.PasskeyAgainForm",
}

# Passwords tried too often: see mediation/desk/lockouts.py.
AXES_HANDLER = "mediation.desk.lockouts.Lockouts"
AXES_FAILURE_LIMIT = env.number("SIGN_IN_TRIES", 5, minimum=2)  # wrong passwords from one place
SIGN_IN_TRIES_ANYWHERE = env.number("SIGN_IN_TRIES_ANYWHERE", 50, minimum=10)  # for one account
AXES_COOLOFF_TIME = timedelta(minutes=env.number("SIGN_IN_WAIT", 15, minimum=1))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # whoever keeps trying makes the wait no longer
AXES_USERNAME_CALLABLE = "mediation.desk.lockouts.account_index"
AXES_CLIENT_IP_CALLABLE = "mediation.desk.lockouts.network"
AXES_LOCKOUT_CALLABLE = "mediation.desk.lockouts.wait_page"
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "ip_address",
    "login",
    "email",
    "next",
    "shared",
    "csrfmiddlewaretoken",
]
AXES_DISABLE_ACCESS_LOG = True  # the audit trail says who signed in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 2 * 60 * 60
# Of staff, in seconds: without a sign of them, the same on a shared computer, and from one sign-in at most.
SESSION_IDLE = env.number("SESSION_IDLE", 30 * 60, minimum=180)
SESSION_IDLE_SHARED = env.number("SESSION_IDLE_SHARED", 10 * 60, minimum=180)
SESSION_LENGTH = env.number("SESSION_LENGTH", 12 * 60 * 60, minimum=600)
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# The demo speaks plain http on this machine; everywhere else only https is spoken.
HTTPS_ONLY = not (DEMO or DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^status/$"]
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# W003 looks for Django's own CSRF middleware by name; ours is derived from it: mediation/core/csrf.py.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "img-src": [SELF, "data:"],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# People's papers, sealed; never below a folder that is served.
_documents = env.documents(env.text("DOCUMENTS_STORAGE_URL"), default_folder=VAR_DIR / "documents")
CLAMD = env.clamd(env.text("CLAMD_URL"))

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [VAR_DIR / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "documents": {"BACKEND": _documents.backend, "OPTIONS": _documents.options},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

_mail = env.mail(env.text("EMAIL_URL"))
EMAIL_BACKEND = _mail.backend
ANYMAIL: dict[str, object] = {}
globals().update(_mail.settings)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "appointments@example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_PROVIDER = _mail.provider  # whose reports on delivery are taken at /hooks/mail/, if any
TEXTS = env.texts(env.text("SMS_URL"))

# In seconds: how long a claimed message stays a worker's, and again once it has begun it (longer than the
# slowest conversation with a mail server), how often due ones are looked for, the first wait after a failure.
OUTBOX_LEASE = timedelta(seconds=env.number("OUTBOX_LEASE", 300, minimum=1))
OUTBOX_SWEEP = timedelta(seconds=env.number("OUTBOX_SWEEP", 30, minimum=1))
OUTBOX_FIRST_WAIT = timedelta(seconds=env.number("OUTBOX_FIRST_WAIT", 30, minimum=1))

# In seconds: how long a colleague has a request for a call to themselves before it returns to the queue.
CALLBACK_LEASE = timedelta(seconds=env.number("CALLBACK_LEASE", 600, minimum=1))

# What an error page offers before the practice's own number was ever read from the database.
FALLBACK_PHONE = env.text("FALLBACK_PHONE")

VIDEO_URL = env.text("VIDEO_URL")
VIDEO_APP_ID = env.text("VIDEO_APP_ID")
VIDEO_SECRET = env.text("VIDEO_SECRET")

# Other people's calendars are read from public addresses alone; a demo may name more, like 127.0.0.1:5232.
OUTSIDE_ALLOWED = env.endpoints("OUTSIDE_ALLOWED", may=DEMO or DEBUG)

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 30  # the form itself takes ten, and says so
FILE_UPLOAD_HANDLERS = ["mediation.core.uploads.InMemoryUploads"]  # nothing unsealed touches a disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
    },
}
