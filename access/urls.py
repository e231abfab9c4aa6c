"""Addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from access import views

app_name = "access"
urlpatterns = [
    path("kind/<uuid:student_id>/ingezien/", views.who_looked, name="who_looked"),
    path("toegang/voorstellen/", views.proposals, name="proposals"),
]
