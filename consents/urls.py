"""Addresses of the pages about pictures."""

from __future__ import annotations

from django.urls import path

from consents import views

app_name = "consents"
urlpatterns = [
    path("toestemming/", views.overview, name="overview"),
    path("toestemming/vragen/<int:number>/", views.question, name="question"),
    path("toestemming/bewijs/<uuid:receipt>/", views.receipt, name="receipt"),
    path("toestemming/geschiedenis/", views.history, name="history"),
    path("toestemming/leerlingen/", views.students, name="students"),
    path("toestemming/leerling/<uuid:student>/", views.student, name="student"),
    path("toestemming/bezwaar/<uuid:objection>/opheffen/", views.lift, name="lift"),
    path("foto/", views.pictures, name="pictures"),
    path("foto/<uuid:group>/", views.group_pictures, name="group_pictures"),
]
