"""The addresses of the register of agreements."""

from __future__ import annotations

from django.urls import path

from processors.views import arrangements, parties, products, register

app_name = "processors"
urlpatterns = [
    path("", register.overview, name="register"),
    path("export.xlsx", register.export, {"form": "xlsx"}, name="export_xlsx"),
    path("export.csv", register.export, {"form": "csv"}, name="export_csv"),
    path("nieuw/", parties.add, name="add_party"),
    path("<uuid:party_id>/", parties.show, name="party"),
    path("<uuid:party_id>/wijzigen/", parties.change, name="change_party"),
    path("<uuid:party_id>/afspraken/nieuw/", arrangements.add, name="add_arrangement"),
    path("<uuid:party_id>/producten/nieuw/", products.add, name="add_product"),
    path("<uuid:party_id>/subverwerkers/nieuw/", parties.add_sub_processor, name="add_sub"),
    path("afspraken/<uuid:arrangement_id>/wijzigen/", arrangements.change, name="change"),
    path("afspraken/<uuid:arrangement_id>/verlengen/", arrangements.renew, name="renew"),
    path("afspraken/<uuid:arrangement_id>/stap/", arrangements.move, name="move"),
    path(
        "afspraken/<uuid:arrangement_id>/gegevens/<uuid:product_id>/",
        products.agree,
        name="agree",
    ),
    path(
        "afspraken/<uuid:arrangement_id>/documenten/nieuw/",
        arrangements.add_document,
        name="add_document",
    ),
    path("producten/<uuid:product_id>/wijzigen/", products.change, name="change_product"),
    path("subverwerkers/<uuid:sub_id>/besluit/", parties.decide, name="decide"),
    path("documenten/<uuid:document_id>/", arrangements.download, name="download"),
]
