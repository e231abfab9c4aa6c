"""Addresses of the pages about access."""

from __future__ import annotations

from django.urls import path

from access.views import (
    adoption,
    care_team,
    comparison,
    emergencies,
    emergency_reviews,
    entering,
    invitations,
    leaving,
    looks,
    matrix,
    proposals,
    readers,
    reviews,
    tasks,
)

app_name = "access"
urlpatterns = [
    path("kind/<uuid:student_id>/ingezien/", looks.who_looked, name="who_looked"),
    path("kind/<uuid:student_id>/ingezien/lijst.csv", looks.as_csv, name="looks_csv"),
    path("toegang/nood/", emergencies.find, name="emergency"),
    path("toegang/nood/beoordelen/", emergency_reviews.reviews, name="emergency_reviews"),
    path(
        "toegang/nood/beoordelen/<uuid:emergency_id>/",
        emergency_reviews.review,
        name="review_emergency",
    ),
    path("toegang/nood/<uuid:student_id>/", emergencies.take, name="take_emergency"),
    path("toegang/waarom/<uuid:student_id>/", readers.why, name="why"),
    path("toegang/wie/<uuid:student_id>/", readers.who, name="who"),
    path("toegang/voorstellen/", proposals.proposals, name="proposals"),
    path("toegang/matrix/", matrix.show, name="matrix"),
    path("toegang/matrix/vaststellen/", adoption.adopt, name="adopt"),
    path("toegang/matrix/vastgesteld/<uuid:adoption_id>/", adoption.show, name="adoption"),
    path("toegang/matrix/controle/", comparison.show, name="comparison"),
    path("toegang/matrix.html", matrix.download, {"form": "html"}, name="matrix_html"),
    path("toegang/matrix.pdf", matrix.download, {"form": "pdf"}, name="matrix_pdf"),
    path("toegang/matrix.xlsx", matrix.download, {"form": "xlsx"}, name="matrix_xlsx"),
    path(
        "toegang/voorstellen/<uuid:proposal_id>/beeindigen/",
        proposals.end_missing,
        name="end_missing",
    ),
    path("toegang/taken/", tasks.overview, name="tasks"),
    path("toegang/taken/geven/<uuid:school_id>/", tasks.give, name="give"),
    path("toegang/taken/<uuid:task_id>/beeindigen/", tasks.finish, name="finish"),
    path("toegang/zorgteam/", care_team.search, name="care_teams"),
    path("toegang/zorgteam/<uuid:student_id>/", care_team.show, name="care_team"),
    path("uitnodiging/verder/", entering.go_on, name="come_in"),
    path("uitnodiging/<uuid:invitation_id>/", entering.enter, name="invitation"),
    path("b/<slug:number>/", entering.enter_by_letter, name="letter"),
    path("toegang/uitnodigingen/", invitations.overview, name="invitations"),
    path(
        "toegang/uitnodigingen/intrekken/<uuid:invitation_id>/",
        invitations.withdraw,
        name="withdraw_invitation",
    ),
    path("toegang/uitnodigingen/<uuid:school_id>/", invitations.invite, name="invite"),
    path("toegang/uit-dienst/", leaving.overview, name="leaving"),
    path("toegang/uit-dienst/<uuid:school_id>/<uuid:user_id>/", leaving.leave, name="leave"),
    path("toegang/controle/", reviews.reviews, name="reviews"),
    path("toegang/controle/starten/", reviews.open_review, name="open_review"),
    path("toegang/controle/<uuid:review_id>/", reviews.review, name="review"),
    path("toegang/controle/<uuid:review_id>/besluiten/", reviews.decide, name="decide"),
    path("toegang/controle/<uuid:review_id>/tekenen/", reviews.sign, name="sign_review"),
    path(
        "toegang/controle/<uuid:review_id>/controle.xlsx",
        reviews.export,
        {"form": "xlsx"},
        name="review_xlsx",
    ),
    path(
        "toegang/controle/<uuid:review_id>/controle.csv",
        reviews.export,
        {"form": "csv"},
        name="review_csv",
    ),
]
