"""Addresses of the pages about imports."""

from __future__ import annotations

from django.urls import path

from interchange import views

app_name = "interchange"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("vertrokken/", views.leavers, name="leavers"),
    path("<uuid:run_id>/", views.run, name="run"),
    path("<uuid:run_id>/meldingen.csv", views.issues_csv, name="issues_csv"),
]
