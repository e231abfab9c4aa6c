"""Addresses of the list of students and of their cards."""

from __future__ import annotations

from django.urls import path

from students import views

app_name = "students"
urlpatterns = [
    path("leerlingen/", views.students, name="students"),
    path("leerlingen/<uuid:student>/", views.card, name="card"),
    path("leerlingen/<uuid:student>/nummer/", views.reveal, name="reveal"),
    path("leerlingen/<uuid:student>/nummer/invoeren/", views.enter_number, name="enter_number"),
]
