"""Addresses of the pages about what is written in the file of a student."""

from __future__ import annotations

from django.urls import path

from dossiers.views import compartments, notes
from dossiers.views.parts import LESSONS, TEAM

app_name = "dossiers"
OF_LESSONS, OF_TEAM = {"part": LESSONS}, {"part": TEAM}
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
    path("lesadvies/", compartments.students, OF_LESSONS, name="advice_students"),
    path("leerling/<uuid:student>/lesadvies/", compartments.student, OF_LESSONS, name="advice"),
    path(
        "leerling/<uuid:student>/lesadvies/nieuw/",
        compartments.write,
        OF_LESSONS,
        name="write_advice",
    ),
    path(
        "lesadvies/<uuid:entry>/verbeteren/",
        compartments.correct,
        OF_LESSONS,
        name="correct_advice",
    ),
    path(
        "kind/<uuid:student>/lesadvies/",
        compartments.of_own_child,
        OF_LESSONS,
        name="own_advice",
    ),
    path("zorg/", compartments.students, OF_TEAM, name="care_students"),
    path("leerling/<uuid:student>/zorg/", compartments.student, OF_TEAM, name="care"),
    path("leerling/<uuid:student>/zorg/nieuw/", compartments.write, OF_TEAM, name="write_care"),
    path("zorg/<uuid:entry>/verbeteren/", compartments.correct, OF_TEAM, name="correct_care"),
]
