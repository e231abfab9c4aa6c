"""Addresses of the pages of mentors."""

from __future__ import annotations

from django.urls import path

from dossiers.views import notes

app_name = "dossiers"
urlpatterns = [
    path("vandaag/", notes.today, name="today"),
    path("afspraken/", notes.follow_ups, name="follow_ups"),
    path("afspraken/<uuid:follow_up>/", notes.tick, name="tick"),
    path("klas/<uuid:group>/", notes.class_page, name="class"),
    path("leerling/<uuid:student>/", notes.student, name="student"),
    path("leerling/<uuid:student>/toestemming/", notes.pictures, name="pictures"),
    path("leerling/<uuid:student>/gesprekken/nieuw/", notes.write_note, name="write_note"),
    path("gesprekken/<uuid:entry>/verbeteren/", notes.correct_note, name="correct_note"),
    path("zoeken/", notes.search, name="search"),
]
