"""The addresses of the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from privacyportal import board, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("access.urls")),
    path("", include("accounts.urls")),
    path("", include("consents.urls")),
    path("", include("dossiers.urls")),
    path("", include("students.urls")),
    path("verwerkers/", include("processors.urls")),
    path("importeren/", include("interchange.urls")),
    path("opschonen/", include("retention.urls")),
    path("bestuur/", board.overview, name="board"),
    path("bestuur/<uuid:school_id>/", board.school, name="board_school"),
    path("taal/", views.choose_language, name="set_language"),
    path("scherm/", views.choose_theme, name="choose_theme"),
    re_path(r"^stijl/(?P<colour>[0-9a-f]{6})\.css$", views.theme, name="theme"),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("stijlgids/", views.style_guide, name="style_guide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
