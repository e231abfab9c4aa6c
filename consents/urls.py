"""Addresses of the pages about pictures."""

from __future__ import annotations

from django.urls import path

from consents.views import family, lists, proof

app_name = "consents"
urlpatterns = [
    path("toestemming/", family.overview, name="overview"),
    path("toestemming/vragen/<int:number>/", family.question, name="question"),
    path("toestemming/bewijs/<uuid:receipt>/", family.receipt, name="receipt"),
    path("toestemming/geschiedenis/", family.history, name="history"),
    path("toestemming/leerlingen/", proof.students, name="students"),
    path("toestemming/leerling/<uuid:student>/", proof.student, name="student"),
    path("toestemming/bezwaar/<uuid:objection>/opheffen/", proof.lift, name="lift"),
    path("foto/", lists.pictures, name="pictures"),
    path("foto/<uuid:group>/", lists.group_pictures, name="group_pictures"),
]
