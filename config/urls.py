"""Addresses of the whole site; /health/ is answered before them, by config/health.py."""

from django.contrib import admin
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("claims.intake.urls")),  # the workshop's: with a token, and nothing to read
    path("api/v1/", include("claims.api.urls")),
    path("admin/", admin.site.urls),
    # Whoever comes without an address, or by the admin's "view site", wants to read what there is.
    path("", lambda request: redirect("api:docs")),
    # Browsers ask for it by this name on pages that name none, as the admin's do.
    path("favicon.ico", lambda request: redirect(static("claims/icon.svg"), permanent=False)),
]

# Under /api/ errors are problems (RFC 9457), elsewhere pages.
handler400 = "config.uploads.bad_request"
handler403 = "claims.api.errors.permission_denied"
handler404 = "claims.api.errors.not_found"
handler500 = "claims.api.errors.server_error"
