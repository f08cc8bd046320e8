"""Settings, flat. Each variable of the environment is read here, once, with its reason; nothing set means safe.

Two more belong to the private PostgreSQL and are read by config/embedded.py, which runs before Django does:
POLICY_CLAIMS_DATA and POSTGRES_BIN.
"""

import os
from pathlib import Path

import pghistory

from config import embedded
from config.environment import LOCAL_HOSTS, database, flag, items, number, required

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Database ---------------------------------------------------------------------------------------------------

# postgresql://user:password@host:5432/name?sslmode=require. Without it `make run` and `manage.py` start the private
# server and put its address here; a program that imports the settings without either finds no server and says so.
DATABASE_URL = os.environ.get("DATABASE_URL")

# Processes of the web server, each of which answers one request at a time unless one takes long (config/turns.py). More
# would only crowd a database on the same machine; where it is on another, twice as many as there are cores.
WEB_WORKERS = number("WEB_WORKERS", default=min(os.cpu_count() or 1, 4), least=1)

# Connections each worker process may hold to a database, and threads it serves requests with: neither is of use without
# the other. PostgreSQL's own limit (100 unless changed) is for the workers of all machines together.
DATABASE_POOL_SIZE = number("DATABASE_POOL_SIZE", default=4, least=1)

# Milliseconds after which the server gives up on a request's statement, so that none can hold a connection for ever; 0
# for no limit, as commands have. config/wsgi.py puts it into force.
REQUEST_STATEMENT_TIMEOUT = number("REQUEST_STATEMENT_TIMEOUT", default=30_000, least=0)

DATABASES = {
    "default": {
        **database(DATABASE_URL or embedded.idle_url()),
        # A pool and persistent connections exclude each other: the pool keeps connections open by itself.
        "CONN_MAX_AGE": 0,
    }
}
# The statements that every request makes are prepared by the server. Off behind a pooler that may give each transaction
# another connection, and does not keep prepared statements apart.
PREPARE_STATEMENTS = flag("PREPARE_STATEMENTS", default=True)

POOL = {"min_size": 1, "max_size": DATABASE_POOL_SIZE, "timeout": 10}
# Nothing is prepared but what asks for it: see claims/filters/prepared.py.
CONNECTING = {"pool": POOL, "prepare_threshold": None}
DATABASES["default"]["OPTIONS"] |= {**CONNECTING, "application_name": "policy-claims"}

# The same database, or a replica of it, under a role that may read the ledger alone (`manage.py create_reader`): the
# public side then asks nothing else, and the admin goes on with DATABASE_URL. Unset, both ask DATABASE_URL.
PUBLIC_DATABASE_URL = os.environ.get("PUBLIC_DATABASE_URL")
PUBLIC_DATABASE = "public" if PUBLIC_DATABASE_URL else "default"
if PUBLIC_DATABASE_URL:
    DATABASES["public"] = {
        **database(PUBLIC_DATABASE_URL, variable="PUBLIC_DATABASE_URL"),
        "CONN_MAX_AGE": 0,
        "TEST": {"MIRROR": "default"},
    }
    DATABASES["public"]["OPTIONS"] |= {**CONNECTING, "application_name": "policy-claims-public"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where the files of the reading index lie, which the server's processes on this machine share: some 300 bytes a claim,
# and nothing that cannot be made again. Unset, a folder of this account's own among the temporary files; with the
# private server, one beside its data.
READING_INDEX_FOLDER = os.environ.get("READING_INDEX_FOLDER")

# Megabytes of answers that each worker process keeps, to give them again to whoever asks the same at the same state of
# the ledger; 0 for none.
KEPT_ANSWERS = number("KEPT_ANSWERS", default=16, least=0)

# --- Secrets and hosts ------------------------------------------------------------------------------------------

# Signs sessions and cursors. Several machines on one DATABASE_URL must share it, so there it has to be given; with
# the private PostgreSQL it is generated once and kept beside the data, readable by its owner alone.
SECRET_KEY = required("SECRET_KEY", because="DATABASE_URL is set") if DATABASE_URL else embedded.secret_key()

# Shows code and settings in error pages. For a developer's own machine; never where others can reach it.
DEBUG = flag("DEBUG", default=False)

# Names under which the site is reached, comma-separated; a request for any other is refused.
ALLOWED_HOSTS = items("ALLOWED_HOSTS", default=LOCAL_HOSTS)

# Origins whose forms are accepted beside the site's own, with scheme: https://claims.example.org
CSRF_TRUSTED_ORIGINS = items("CSRF_TRUSTED_ORIGINS", default=[])

# The site is reached by https, and by nothing else: cookies and redirects follow this one variable.
HTTPS = flag("HTTPS", default=False)

# A proxy in front ends TLS and sets X-Forwarded-Proto itself. Never on without one: a client could then claim https.
TRUST_PROXY = flag("TRUST_PROXY", default=False)

SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "claims.admin.coding_bench.held.stale"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # a supervisor asks the process itself, behind the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No inline script or style anywhere: text from a source, or a mistake in a template, can then never run. The stock
# admin and the split Swagger view live within it; data: images are the icons of Swagger UI's style sheet.
CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

# --- Application ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "pgtrigger",
    "pghistory",
    "claims",
]

MIDDLEWARE = [
    "claims.api.kept.KeptAnswersMiddleware",  # the first, because what it gives again has been by all others
    "django.middleware.security.SecurityMiddleware",
    "config.policy.ContentSecurityPolicyMiddleware",
    "config.policy.ReadableAddressMiddleware",
    "config.health.HealthMiddleware",
    "corsheaders.middleware.CorsMiddleware",  # above everything that may answer by itself
    "claims.api.middleware.CompressionMiddleware",
    "claims.api.middleware.CachingMiddleware",  # below, because a tag is of what was not yet compressed
    "config.pages.PageSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.pages.PageAuthenticationMiddleware",
    "config.pages.PageMessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.database_errors.DatabaseErrorMiddleware",
    "config.pages.PageHistoryMiddleware",  # the audit rows name the user and address of the request
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],  # those that take the place of a package's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Draws the usual widgets without the template engine: see there.
FORM_RENDERER = "claims.admin.rendering.Renderer"

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# The licence of the claims as data: an SPDX identifier or an address. Unset, every document says that none is given.
DATA_LICENCE = os.environ.get("DATA_LICENCE") or None

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
# Lists of Django's own say days as our pages do: "30 November 2026, 10:59", and not "Nov. 30, 2026, 10:59 a.m."
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

# --- Static files -----------------------------------------------------------------------------------------------

# The production server hands these out by itself, from this folder. Their names hold a digest of their content, so a
# browser never shows an old one after an upgrade.
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.ModuleStaticFilesStorage"},
}

# --- API --------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # No browsable pages: they need inline scripts, which the policy above forbids.
    "DEFAULT_RENDERER_CLASSES": ["claims.api.renderers.LedgerJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    # `format=` is read with the other parameters, so that a wrong one is told with the others.
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "claims.api.renderers.LedgerNegotiation",
    "URL_FORMAT_OVERRIDE": None,
    # What is public is public to everybody: no credentials are looked at, and none can change an answer.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "claims.api.operations.LedgerSchema",
    "EXCEPTION_HANDLER": "claims.api.errors.handle",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Policy Claims",
    "DESCRIPTION": "Propositions that articles, reports and speeches assert, report or attribute, with their sources.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    # A parameter stands where the filters declare it, beside its kin, and not in alphabetical order.
    "SORT_OPERATION_PARAMETERS": False,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.schema.require_identity_alone",
        "claims.api.schema.write_null_plainly",
        "claims.api.links.add_links",
    ],
    # A code's label tells no more than the code; /api/v1/codebook/ defines it.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Codes are called in the schema what the codebook calls them.
    "ENUM_NAME_OVERRIDES": {
        name: f"claims.choices.{name}"
        for name in (
            "ActorKind",
            "ActorNameKind",
            "AffiliationKind",
            "AnchorStatus",
            "Axis",
            "ClaimKind",
            "CodingDepth",
            "Commitment",
            "CueKind",
            "Form",
            "HedgingState",
            "IdentifierScheme",
            "Operation",
            "PositionBasis",
            "PositionValue",
            "Precision",
            "QuotePolicy",
            "RecordKind",
            "RelationType",
            "Role",
            "Salience",
            "SourceKind",
        )
    },
    # Swagger UI from our own static files: the documentation works without a network.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "/favicon.ico",
}

# Any web page may read the public API, without credentials; the admin is none of its business.
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "if-none-match"]
CORS_EXPOSE_HEADERS = ["Content-Location", "ETag", "Ledger-Head", "Link", "Retry-After"]

# --- Forms ------------------------------------------------------------------------------------------------------

# The form of a claim may have 100 rows in each of six tables, with 5 to 12 fields a row: some 4,400 of them. Django's
# own thousand would refuse all that was typed from the 24th row on. The size of what is sent (below) holds as well.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
# Bytes of a form, files left out; a text, which is the longest there is, may have 2 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Larger files go to the disk as they come in; where that is full it is said in words.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "config.uploads.TemporaryFileUploadHandler",
]

# --- Imports ----------------------------------------------------------------------------------------------------

# Megabytes that a file which is handed in to be imported may have. It is kept in the database with what came of it.
IMPORT_LIMIT = number("IMPORT_LIMIT", default=200, least=1)

# --- Audit ------------------------------------------------------------------------------------------------------

# An audit row is a fact about the past: the database itself refuses to change or delete one.
PGHISTORY_APPEND_ONLY = True
# Audit rows are looked for by the record and by the act, and not by what the row of then pointed at.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_CONTEXT_FIELD = pghistory.ContextForeignKey(db_index=True)

# Only requests that may write are asked who makes them: a public answer must not depend on a session (Vary: Cookie).
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)

# --- Log --------------------------------------------------------------------------------------------------------

# DEBUG, INFO, WARNING or ERROR.
LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO").upper()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Django's own handlers are silent unless DEBUG is on; here its loggers speak through the root.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # What a visitor got wrong is told to the visitor; told to the log it would bury what went wrong here.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
