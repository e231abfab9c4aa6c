"""The addresses of purges and holds."""

from __future__ import annotations

from django.urls import path

from retention.views import holds, runs, terms

app_name = "retention"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("nieuw/", runs.new, name="new"),
    path("termijnen/", terms.terms, name="terms"),
    path("stilgezet/", holds.holds, name="holds"),
    path("stilgezet/nieuw/", holds.add, name="add_hold"),
    path("stilgezet/<uuid:hold_id>/vrijgeven/", holds.release, name="release_hold"),
    path("<uuid:run_id>/", runs.show, name="run"),
    path("<uuid:run_id>/voortgang/", runs.progress, name="progress"),
    path("<uuid:run_id>/goedkeuren/", runs.approve, name="approve"),
    path("<uuid:run_id>/intrekken/", runs.cancel, name="cancel"),
    path("<uuid:run_id>/opnieuw/", runs.retry, name="retry"),
    path("<uuid:run_id>/bewijs/", runs.certificate, name="certificate"),
    path("<uuid:run_id>/bewijs.json", runs.download, name="download"),
]
