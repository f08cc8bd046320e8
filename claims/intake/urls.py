"""Addresses of the workshop's door for programs, under /api/v1/."""

from django.urls import path

from claims.intake.views import DraftsView

app_name = "intake"

urlpatterns = [path("drafts/", DraftsView.as_view(), name="drafts")]
