"""Addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from access.views import adoption, comparison, looks, matrix, proposals

app_name = "access"
urlpatterns = [
    path("kind/<uuid:student_id>/ingezien/", looks.who_looked, name="who_looked"),
    path("toegang/voorstellen/", proposals.proposals, name="proposals"),
    path("toegang/matrix/", matrix.show, name="matrix"),
    path("toegang/matrix/vaststellen/", adoption.adopt, name="adopt"),
    path("toegang/matrix/vastgesteld/<uuid:adoption_id>/", adoption.show, name="adoption"),
    path("toegang/matrix/controle/", comparison.show, name="comparison"),
    path("toegang/matrix.html", matrix.download, {"form": "html"}, name="matrix_html"),
    path("toegang/matrix.pdf", matrix.download, {"form": "pdf"}, name="matrix_pdf"),
    path("toegang/matrix.xlsx", matrix.download, {"form": "xlsx"}, name="matrix_xlsx"),
]
