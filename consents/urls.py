"""Addresses of the pages about consent."""

from __future__ import annotations

from django.urls import path

from consents.api import views as api
from consents.choices import ReceiptForm
from consents.views import (
    campaigns,
    class_list,
    clients,
    designs,
    entering,
    family,
    lists,
    proof,
    publishing,
    religion,
    webhooks,
    wordings,
)

app_name = "consents"
urlpatterns = [
    path("toestemming/", family.overview, name="overview"),
    path("toestemming/vragen/<int:number>/", family.question, name="question"),
    path("toestemming/bewijs/<uuid:receipt>/", family.receipt, name="receipt"),
    path(
        "toestemming/bewijs/<uuid:receipt>/bewijs.pdf",
        family.receipt_file,
        {"form": ReceiptForm.PDF},
        name="receipt_pdf",
    ),
    path(
        "toestemming/bewijs/<uuid:receipt>/bewijs.jsonld",
        family.receipt_file,
        {"form": ReceiptForm.RECORD},
        name="receipt_record",
    ),
    path("toestemming/geschiedenis/", family.history, name="history"),
    path("toestemming/klopt/", family.check, name="check_choices"),
    path("toestemming/leerlingen/", proof.students, name="students"),
    path("toestemming/leerling/<uuid:student>/", proof.student, name="student"),
    path("toestemming/leerling/<uuid:student>/invoeren/", entering.enter, name="enter"),
    path("toestemming/formulier/<uuid:evidence>/", entering.scan, name="scan"),
    path("toestemming/bezwaar/<uuid:objection>/opheffen/", proof.lift, name="lift"),
    path("teksten/", wordings.index, name="wordings"),
    path("teksten/nieuw/<uuid:school>/", wordings.choose, name="choose_purpose"),
    path("teksten/nieuw/<uuid:school>/<str:code>/", wordings.add, name="add_purpose"),
    path("teksten/<uuid:purpose>/", wordings.versions, name="versions"),
    path("teksten/<uuid:purpose>/nieuw/", wordings.write, name="write_version"),
    path("teksten/<uuid:purpose>/stoppen/", wordings.end, name="end_purpose"),
    path("campagnes/", campaigns.index, name="campaigns"),
    path("campagnes/nieuw/<uuid:school>/", campaigns.begin, name="begin_campaign"),
    path("campagnes/<uuid:campaign>/", campaigns.campaign, name="campaign"),
    path("campagnes/<uuid:campaign>/stoppen/", campaigns.stop, name="stop_campaign"),
    path("campagnes/<uuid:campaign>/brieven/", campaigns.letters, name="campaign_letters"),
    path("campagnes/<uuid:campaign>/berichten/", campaigns.log, name="campaign_log"),
    path("vormgeving/", designs.index, name="designs"),
    path("vormgeving/<uuid:review>/", designs.close, name="close_design_review"),
    path("klassenlijst/<uuid:group>/", class_list.class_list, name="class_list"),
    path("geloof/", religion.religions, name="religions"),
    path("geloof/<uuid:student>/", religion.religion, name="religion"),
    path("foto/", lists.pictures, name="pictures"),
    path("foto/<uuid:group>/", lists.group_pictures, name="group_pictures"),
    path("foto/<uuid:group>/bestand/", lists.group_file, name="group_file"),
    path("foto/<uuid:group>/controle/", publishing.check, name="check"),
    path("foto/<uuid:group>/publiceren/", publishing.publish, name="publish"),
    path("publicaties/", publishing.publications, name="publications"),
    path("publicaties/<uuid:publication>/", publishing.publication, name="publication"),
    path("koppelingen/", clients.index, name="clients"),
    path("koppelingen/nieuw/", clients.add, name="add_client"),
    path("koppelingen/<uuid:client>/intrekken/", clients.revoke, name="revoke_client"),
    path("koppelingen/<uuid:client>/vernieuwen/", clients.renew, name="renew_client"),
    path("koppelingen/<uuid:client>/melden/", webhooks.webhook, name="webhook"),
    path("koppelingen/<uuid:client>/melden/stoppen/", webhooks.end, name="end_webhook"),
    path("koppelingen/<uuid:client>/melden/opnieuw/", webhooks.try_again, name="try_webhook"),
    path("api/v1/consent-answers", api.answers, name="api_answers"),
    path("api/v1/openapi.json", api.document, name="api_document"),
    path(".well-known/jwks.json", api.keys, name="api_keys"),
    path("publicaties/weghalen/<uuid:take_down>/", publishing.take_down, name="take_down"),
]
