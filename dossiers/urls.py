"""Addresses of the pages of mentors."""

from __future__ import annotations

from django.urls import path

from dossiers import views

app_name = "dossiers"
urlpatterns = [
    path("vandaag/", views.today, name="today"),
    path("afspraken/", views.follow_ups, name="follow_ups"),
    path("afspraken/<uuid:follow_up>/", views.tick, name="tick"),
    path("klas/<uuid:group>/", views.class_page, name="class"),
    path("leerling/<uuid:student>/", views.student, name="student"),
    path("leerling/<uuid:student>/toestemming/", views.pictures, name="pictures"),
    path("leerling/<uuid:student>/gesprekken/nieuw/", views.write_note, name="write_note"),
    path("gesprekken/<uuid:entry>/verbeteren/", views.correct_note, name="correct_note"),
    path("zoeken/", views.search, name="search"),
]
