"""Addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from access.views import looks, proposals

app_name = "access"
urlpatterns = [
    path("kind/<uuid:student_id>/ingezien/", looks.who_looked, name="who_looked"),
    path("toegang/voorstellen/", proposals.proposals, name="proposals"),
]
