"""The addresses of purges and holds."""

from __future__ import annotations

from django.urls import path

from retention import hold_views, term_views, views

app_name = "retention"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("nieuw/", views.new, name="new"),
    path("termijnen/", term_views.terms, name="terms"),
    path("stilgezet/", hold_views.holds, name="holds"),
    path("stilgezet/nieuw/", hold_views.add, name="add_hold"),
    path("stilgezet/<uuid:hold_id>/vrijgeven/", hold_views.release, name="release_hold"),
    path("<uuid:run_id>/", views.show, name="run"),
    path("<uuid:run_id>/voortgang/", views.progress, name="progress"),
    path("<uuid:run_id>/goedkeuren/", views.approve, name="approve"),
    path("<uuid:run_id>/intrekken/", views.cancel, name="cancel"),
    path("<uuid:run_id>/opnieuw/", views.retry, name="retry"),
    path("<uuid:run_id>/bewijs/", views.certificate, name="certificate"),
    path("<uuid:run_id>/bewijs.json", views.download, name="download"),
]
