"""Settings that hold in every environment. What an installation chooses comes from the environment."""

import os
from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
env.smart_cast = False
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)
# A variable that is there but empty is one that is not set; and so are spaces, which nobody sees.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}

INSTALLED_APPS = [
    "config",
    "demo",
    "reports",
    "recoveryskole",
    "development",
    "cocreation",
    "courses.proofs",
    "courses.exchange",
    "courses.h5p",
    "courses",
    "assessments.h5p",
    "assessments.practice",
    "assessments",
    "assessments.ledger",
    "competences",
    "seats",
    "uploads",
    "releases",
    "accounts",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.cms_users.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "treebeard",
    "django_filters",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "config.middleware.DeepCallsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.PageCompressionMiddleware",
    "config.middleware.PublicETagMiddleware",
    "config.middleware.KeepingMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.UnreadableTextMiddleware",
    "accounts.middleware.AskingOnceMiddleware",
    "accounts.middleware.LanguageAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.BodyLimitMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "courses.middleware.HiddenDraftsMiddleware",
]

FORM_RENDERER = "accounts.fields.HouseRenderer"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "config.context_processors.places",
            ],
        },
    },
]

# SQLite unless DATABASE_URL says otherwise. WAL lets readers go on while someone writes; IMMEDIATE takes
# the write lock at the start of a transaction, so that two writers wait instead of failing half-way. No
# mmap_size: with a connection for each request, readers in two processes met a file that is "not a database".
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA cache_size=-64000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # Before its first ANALYZE a database takes small queries for large ones, and compiles each of them.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
# What all workers share, such as counts of tries: a table that `migrate` makes, or Redis by CACHE_URL.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="dbcache://cache"),
    # What each worker may count by itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    # More than an attacker can fill between two tidyings; Django's 300 would wash counts away.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 100_000)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LogInForm",
    "reauthenticate": "accounts.forms.LogInAgainForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.PasswordFromLinkForm",
    "change_password": "accounts.forms.NewPasswordForm",
    "set_password": "accounts.forms.FirstPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# Who signs in is asked: two weeks on an own device, else until the browser closes, as every other way in.
ACCOUNT_SESSION_REMEMBER = None
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ACCOUNT_PREVENT_ENUMERATION = True
# How many proxies of ours stand before the server; what X-Forwarded-For says without one is not believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
# How many tries (docs/decisions/limits.md): amount / seconds, minutes or hours / what is counted by.
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords: where the person has signed in before; elsewhere, by account and address; all others.
    "sign_in_known": "10/10m/key",
    "sign_in_here": "5/5m/key,20/h/key",
    "sign_in_anywhere": "100/10m/ip,100/h/key",
    # Allauth's own count is left to the second factor: who gets so far knows the password.
    "login_failed": "5/5m/key,20/h/key",
    # A night shift signs in at once behind one address, and a link with a key cannot be guessed.
    "login": None,
    "reset_password_from_key": None,
    # Mails to one person; what came by then works.
    "reset_password": "20/10m/ip,3/h/key",
    # The password that opens a page or a collection, not a person's.
    "page_password": "20/10m/ip",
    # Links of 160 bits and more cannot be guessed; whoever tries is slowed down all the same.
    "observation_link": "60/10m/ip",
    "profile_link": "60/10m/ip",
    # Each request sends a mail.
    "observation_ask": "30/h/user",
    # A school's computer signs up many in an hour; a flood is more.
    "school_sign_up": "60/10m/ip",
    # A code has some 40 bits: whoever guesses is slowed down.
    "school_code": "20/h/ip",
    # By each link; and by an address, which a house with many people may share.
    "school_link": "60/10m/key,600/10m/ip",
    # Each costs 32 MB and a tenth of a second.
    "own_plan": "60/10m/ip",
    "own_plan_code": "20/h/ip",
}
DEMO_SIGN_IN = False

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("h5p", BASE_DIR / "node_modules" / "h5p-standalone" / "dist"),
]
MEDIA_URL = "/media/"
# What people bring lies in folders below it.
FILES_ROOT = BASE_DIR / "var"
MEDIA_ROOT = FILES_ROOT / "media"
# Whether nginx in front sends what people uploaded (docs/recipes/files.md), or the application itself.
NGINX_SENDS_FILES = env.bool("NGINX_SENDS_FILES", default=False)

# Private keys that sign badges: `manage.py badge_keys make`. Back them up, and show them to nobody.
SIGNING_KEYS_DIR = Path(env.str("SIGNING_KEYS_DIR", default=str(BASE_DIR / "var" / "keys")))
# What bound rows of the ledger together before LEDGER_KEY, which each environment sets by itself; and where a
# signed line for each day is written (docs/decisions/ledger-chain.md).
LEDGER_OLD_KEYS = env.list("LEDGER_OLD_KEYS", default=[])
LEDGER_HEADS_FILE = Path(env.str("LEDGER_HEADS_FILE", default=str(BASE_DIR / "var" / "ledger-heads.jsonl")))
# What PDFs are set in; typst falls back to a font of its own where these are missing.
PDF_FONTS_DIR = BASE_DIR / "node_modules" / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "ttf"

# Mail waits for the worker, which sends it as EMAIL_URL says and tries again (docs/decisions/mail.md).
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_BACKEND = "accounts.domain.mail.WorkerBackend"
EMAIL_DELIVERY_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
# Seconds that a mail server may be silent.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Lærsammen <noreply@example.org>")

# One answer is at most this many bytes in all its fields (a lesson's form holds a few ids, not a book).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
ANSWER_MAX_BYTES = 64 * 1024

# One door: passwords and e-mails are changed on our own pages, which ask who it is first.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# Whom to tell of a hole: an address such as mailto:sikkerhed@example.org. Nobody is named if empty.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

WAGTAIL_SITE_NAME = "Lærsammen"
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.domain.signing.publish_when_signed"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("da", "Dansk")]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Europe/Copenhagen"]
# Pages show the view's address, never the file's.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "txt", "vtt", "mp4", "webm"]
# What is brought is cleaned, and a file that signed lessons show is not written over (uploads, courses).
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.forms.DocumentForm"
WAGTAILEMBEDS_RESPONSIVE_HTML = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "danish"},
}

# Wagtail's own small jobs run at once. Ours that take time or may fail wait for `manage.py db_worker`.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# What one file of a paper may have in bytes, and how many files a paper may be in: photos of its pages.
PAPER_MAX_BYTES = 10 * 1024 * 1024
PAPER_MAX_FILES = 5

# H5P packages, libraries and content: never below MEDIA_URL, where whoever knows an address may read.
STORAGES = {
    "default": {"BACKEND": "uploads.domain.storage.UploadStorage"},
    "h5p": {
        "BACKEND": "uploads.domain.storage.WholeFileStorage",
        "OPTIONS": {"location": FILES_ROOT / "h5p"},
    },
    # Papers that people show of themselves: no address but one that asks who it is (uploads/README.md).
    "papers": {
        "BACKEND": "uploads.domain.storage.PrivateStorage",
        "OPTIONS": {
            "location": FILES_ROOT / "papers",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    # Materials and recordings of the recovery school: only its own pages hand them out.
    "school": {
        "BACKEND": "uploads.domain.storage.PrivateStorage",
        "OPTIONS": {
            "location": FILES_ROOT / "school",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A recording of the recovery school, in bytes.
SCHOOL_MAX_RECORDING_BYTES = 200 * 1024 * 1024
# What a package may be at most: bytes as it comes, files and libraries in it, bytes of all, of one, and how
# many times smaller a file may have been packed.
H5P_MAX_UPLOAD_BYTES = env.int("H5P_MAX_UPLOAD_BYTES", default=200 * 1024 * 1024)
H5P_MAX_FILES = 5_000
H5P_MAX_LIBRARIES = env.int("H5P_MAX_LIBRARIES", default=200)
H5P_MAX_TOTAL_BYTES = 500 * 1024 * 1024
H5P_MAX_FILE_BYTES = 200 * 1024 * 1024
H5P_MAX_JSON_BYTES = 8 * 1024 * 1024
H5P_MAX_RATIO = 100
# A frame plays with a token that holds for this many hours at least, and twice as many at most.
H5P_TOKEN_HOURS = 6
# One statement with its children is at most this many bytes.
XAPI_MAX_BYTES = 256 * 1024
# What a body may be where it may be more than an answer; in the CMS as much as a package. JSON may take six
# bytes for one.
BODY_MAX_BYTES = {
    "lesson_h5p:statement": XAPI_MAX_BYTES,
    "lesson_h5p:state": 6 * ANSWER_MAX_BYTES,
    # The files of a paper, and the form that they come in.
    "practice:papers": PAPER_MAX_FILES * PAPER_MAX_BYTES + ANSWER_MAX_BYTES,
    # Half as much again, so that one that is too large is told so in the form.
    "recoveryskole:materials": PAPER_MAX_BYTES * 3 // 2,
    "recoveryskole:recording": SCHOOL_MAX_RECORDING_BYTES + ANSWER_MAX_BYTES,
}
# Where statements are sent on to: [{"name": ..., "endpoint": ..., "username": ..., "password": ...}]
LEARNING_RECORD_STORES = env.json("LEARNING_RECORD_STORES", default=[])

# No page carries an inline script, in the CMS neither (docs/decisions/cms-csp.md).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
# What the CMS needs beside: its text editor writes <style> elements, its uploads show what they send.
CMS_POLICY = {"style-src-elem": ["'self'", "'unsafe-inline'"], "img-src": ["blob:"]}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "courses.views.unsent.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_addresses": {"()": "config.log_filters.WithoutAddresses"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
