"""Addresses of the API, under /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from claims.api import changes, counting, export, ledger, network, reference, suggest
from claims.api.records import VIEWSETS
from claims.models.ledger import PATHS

app_name = "api"

router = SimpleRouter(use_regex_path=False)
for viewset in VIEWSETS:
    router.register(PATHS[viewset.kind], viewset, basename=viewset.kind)

urlpatterns = [
    path("", reference.IndexView.as_view(), name="index"),
    path("", include(router.urls)),
    path("claims/facets/", counting.FacetsView.as_view(), name="facets"),
    path("claims/timeline/", counting.TimelineView.as_view(), name="timeline"),
    path("claims/crosstab/", counting.CrosstabView.as_view(), name="crosstab"),
    path("claims/network/", network.NetworkView.as_view(), name="network"),
    path("claims/export/", export.ExportView.as_view(), name="export"),
    path("claims/export/manifest/", export.ManifestView.as_view(), name="manifest"),
    path("suggest/", suggest.SuggestView.as_view(), name="suggest"),
    path("changes/", changes.ChangesView.as_view(), name="changes"),
    path("ledger/", ledger.LedgerView.as_view(), name="ledger"),
    path("ledger/redactions/", ledger.RedactionsView.as_view(), name="redactions"),
    path("releases/", ledger.ReleasesView.as_view(), name="releases"),
    path("releases/<str:name>/", ledger.ReleaseView.as_view(), name="release"),
    path("codebook/", reference.CodebookView.as_view(), name="codebook"),
    path("problems/", reference.ProblemsView.as_view(), name="problems"),
    path("problems/<slug:code>/", reference.ProblemView.as_view(), name="problem"),
    path("schema/", reference.SchemaView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
