"""A receipt as a file: who gets it, what stands in it, and what does not."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from access import grants, log
from audit.models import Event
from consents.choices import PurposeKind
from consents.receipts import contents
from consents.receipts.data import OF_KIND
from consents.tests import make, paper, people, receipts
from consents.tests.forms import queries
from consents.tests.people import Family
from kernel.tests import pdf
from kernel.tests.roles import unwalled
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

pytestmark = pytest.mark.django_db
RECORD_FIELDS = {  # what a record must have, by the guide of DPV and its profile for the GDPR
    "dct:conformsTo",
    "dpv:hasIdentifier",
    "dpv:hasDataSubject",
    "dpv:hasNotice",
    "dct:language",
    "dpv:hasProcess",
    "dpv:hasDataController",
    "dpv:hasLegalBasis",
    "dpv:hasConsentControl",
    "dpv:hasJurisdiction",
    "dpv:hasRight",
    "dpv:hasAuthority",
    "dpv:hasConsentStatus",
}
PROCESS_FIELDS = {
    "dpv:hasPurpose",
    "dpv:hasPersonalData",
    "dpv:hasProcessing",
    "dpv:hasStorageCondition",
    "dpv:hasRecipient",
}
EVENT_FIELDS = {
    "@type",
    "dpv:isIndicatedAtTime",
    "dpv:isIndicatedBy",
    "dpv:hasDuration",
    "dpv:hasIndicationMethod",
}
PARTY_FIELDS = {"dpv:hasIdentifier", "dpv:hasName", "dpv:hasAddress", "dpv:hasContact"}
FILE_COSTS = 6


@pytest.fixture
def home() -> Family:
    return Family()


def taken() -> list[Event]:
    return list(Event.objects.filter(name="consents.receipt_taken").order_by("pk"))


def records(content: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(content)["dpv:hasRecordOfActivity"]
    return found


def states(content: bytes) -> list[str]:
    return [
        event["@type"][0]
        for record in records(content)
        for event in record["dpv:hasConsentStatus"]
    ]


def former_parent(home: Family) -> User:
    yesterday = timezone.localdate() - timedelta(days=1)
    students.now_said_of(home.parent, home.child, period=(None, yesterday))
    grants.sync(schools=[home.school.pk], at=timezone.now())
    return home.parent


def other_parent(home: Family) -> User:
    return home.other


@pytest.mark.law("AVG 7(1)")
def test_a_receipt_to_read_says_what_was_chosen_and_in_which_words(home: Family) -> None:
    made = receipts.given(home)
    words = make.words(make.purpose(home.child, make.codes(home.school)[0]))

    found = receipts.take(home.parent, made).text

    for said in (
        made.number,
        home.child.display_name,
        home.parent.display_name,
        home.school.name,
        home.school.board.name,
        words.title,
        words.question,
        words.sha256,
    ):
        assert said in found
    assert "{name}" not in found


@pytest.mark.law("AVG 7(1)")
def test_a_receipt_to_read_can_be_read_aloud(home: Family) -> None:
    content = receipts.take(home.parent, receipts.given(home)).pdf

    root: Any = PdfReader(BytesIO(content), strict=True).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl"
    assert b"pdfuaid:part" in content


@pytest.mark.law("AVG 12(1)")
@pytest.mark.parametrize("language", ["ar", "tr", "pl", "uk"])
def test_a_receipt_is_in_the_language_of_the_page_and_its_dutch_words_are_marked_as_dutch(
    home: Family, language: str
) -> None:
    content = receipts.take(home.parent, receipts.given(home), language=language).pdf

    with translation.override(language):
        title = translation.gettext("Receipt of your choices about photos and videos")
        note = translation.gettext("Keep the file itself for that. A print cannot be checked.")
    found = " ".join(pdf.pages(content))
    assert pdf.words(f"{title} {note}") <= pdf.words(found)
    assert pdf.languages(content)[0] == language
    assert pdf.languages(content, of="/H2") == [language, "nl"], "the words of each question"
    assert pdf.fonts(content) <= {"LibertinusSerif", "Amiri"}
    assert ("Amiri" in pdf.fonts(content)) == (language == "ar")


@pytest.mark.law("AVG 7(1)")
def test_numbers_and_addresses_keep_their_order_between_arabic_words(home: Family) -> None:
    made = receipts.given(home)
    mark = make.words(make.purpose(home.child, make.codes(home.school)[0])).sha256

    first = receipts.take(home.parent, made, language="ar")

    seen = pdf.seen(first.pdf)
    assert seen.count(made.number) == 2, "above, and at the foot of the page"
    assert f"{settings.PORTAL_URL}/toestemming/" in seen
    assert mark in seen
    assert not re.search("[\u2066-\u2069]", first.text)
    root: Any = PdfReader(BytesIO(first.pdf)).trailer["/Root"]
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"
    assert receipts.take(home.parent, made, language="ar") == first


@pytest.mark.law("AVG 7(1)")
def test_a_receipt_for_a_program_has_every_field_of_the_profile(home: Family) -> None:
    content = receipts.take(home.parent, receipts.given(home)).record

    document = json.loads(content)

    assert document["@type"] == "dpv:ConsentReceipt"
    assert document["dct:conformsTo"].endswith("dpv-27560#receipt-eu-gdpr")
    assert document.keys() >= {"@context", "dpv:hasIdentifier", "dct:created"}
    assert len(records(content)) == 2
    for record in records(content):
        assert record.keys() >= RECORD_FIELDS
        assert record["dpv:hasProcess"].keys() >= PROCESS_FIELDS
        assert record["dpv:hasDataController"].keys() >= PARTY_FIELDS
        assert len(record["dpv:hasProcess"]["dpv:hasStorageCondition"]) == 2
        assert all(event.keys() >= EVENT_FIELDS for event in record["dpv:hasConsentStatus"])


@pytest.mark.parametrize(
    ("said", "state"),
    [
        (["yes"], "dpv:ConsentGiven"),
        (["no"], "dpv:ConsentRefused"),
        (["yes", "no"], "dpv:ConsentWithdrawn"),
        (["no", "yes"], "dpv:ConsentGiven"),
    ],
)
def test_each_choice_has_its_state(home: Family, said: list[str], state: str) -> None:
    made = [make.choose(home.parent, home.child, says) for says in said][-1]
    assert made is not None

    assert states(receipts.take(home.parent, made).record) == [state]


def test_a_yes_to_new_words_after_a_yes_is_a_renewed_one(home: Family) -> None:
    make.choose(home.parent, home.child, "yes")
    shown = make.new_words(make.purpose(home.child), at=schools.NOW)
    made = make.choose(home.parent, home.child, "yes", shown=shown)
    assert made is not None

    assert states(receipts.take(home.parent, made).record) == ["dpv:RenewedConsentGiven"]


def test_what_was_said_on_paper_has_the_day_of_the_paper(home: Family) -> None:
    before = schools.NOW.date() - timedelta(days=3)
    call = paper.Call(said_on=before)
    paper.tells(people.administration(home), home.child, home.parent, "yes", call)

    files = receipts.take(home.parent, make.receipts()[0])

    (record,) = records(files.record)
    (event,) = record["dpv:hasConsentStatus"]
    assert event["dpv:isIndicatedAtTime"] == before.isoformat()
    assert event["dct:dateSubmitted"] == "2026-11-02T10:00:00Z"
    assert event["dpv:hasIndicationMethod"] == "paper"
    assert f"{before.day} oktober {before.year}" in files.text


@pytest.mark.law("AVG 5(1)(f)")
def test_a_receipt_for_a_program_names_nobody(home: Family) -> None:
    home.child.las_key = "1002345"
    home.child.save(update_fields=["las_key"])

    content = receipts.take(home.parent, receipts.given(home)).record.decode()

    guardian = home.parent.guardians.get()
    for word in (
        home.child.call_name,
        home.child.surname,
        home.child.las_key,
        str(home.child.public_id),
        str(home.child.audit_ref),
        home.parent.email,
        home.parent.display_name,
        str(home.parent.public_id),
        guardian.surname,
        str(guardian.public_id),
    ):
        assert word not in content


def test_the_same_student_has_the_same_pseudonym_on_each_receipt(home: Family) -> None:
    first = receipts.take(home.parent, receipts.given(home))
    again = make.choose(home.parent, home.child, "no")
    assert again is not None

    second = receipts.take(home.parent, again)

    def whom(content: bytes) -> set[str]:
        return {each["dpv:hasDataSubject"]["dct:identifier"] for each in records(content)}

    assert whom(first.record) == whom(second.record)
    assert len(whom(first.record)) == 1


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("says", ["yes", "no"])
def test_a_receipt_is_the_same_whatever_the_other_parent_says(home: Family, says: str) -> None:
    made = receipts.given(home)
    before = receipts.take(home.parent, made)

    for code in make.codes(home.school)[:2]:
        make.choose(home.other, home.child, says, code=code)

    assert receipts.take(home.parent, made) == before


def test_names_are_words_and_no_commands(home: Family) -> None:
    name = '#panic() = *a* $x$ \\ "b" #{'
    home.child.call_name = name
    home.child.save(update_fields=["call_name"])

    files = receipts.take(home.parent, receipts.given(home))

    assert "#panic() = *a* $x$" in files.text


@pytest.mark.parametrize(
    "outsider",
    [other_parent, former_parent, people.administration, people.stranger],
    ids=lambda who: who.__name__,
)
@pytest.mark.parametrize("name", [receipts.PDF, receipts.RECORD])
def test_nobody_gets_a_file_of_a_receipt_whose_page_is_not_theirs(
    home: Family, name: str, outsider: Callable[[Family], User]
) -> None:
    made = receipts.given(home)
    client = Client()
    client.force_login(outsider(home))

    page = client.get(reverse("consents:receipt", args=[made.public_id]))
    file = client.get(reverse(name, args=[made.public_id]))

    assert (page.status_code, file.status_code) == (404, 404)
    assert not taken()


@pytest.mark.law("AVG 5(1)(f)")
@pytest.mark.parametrize("outsider", [other_parent, former_parent], ids=lambda who: who.__name__)
def test_without_the_wall_of_the_database_a_receipt_is_still_only_of_who_got_it(
    home: Family, outsider: Callable[[Family], User]
) -> None:
    made = receipts.given(home)
    who = outsider(home)

    with unwalled("consents"):
        assert contents.own(who, made.public_id) is None


def test_it_is_on_record_who_took_a_receipt_along_and_which_file_it_was(home: Family) -> None:
    other = home.one_more()
    made = receipts.given(home)
    make.choose(home.parent, other, "yes", onto=made)

    files = receipts.take(home.parent, made)

    assert [event.subject for event in taken()] == [home.child.audit_ref, other.audit_ref] * 2
    assert {event.actor for event in taken()} == {home.parent.audit_ref}
    assert [event.facts["sha256"] for event in taken()[::2]] == [
        hashlib.sha256(content).hexdigest() for content in (files.pdf, files.record)
    ]


@pytest.mark.law("AVG 15(1)(c)")
def test_the_other_parent_does_not_read_that_there_is_a_receipt(home: Family) -> None:
    receipts.take(home.parent, receipts.given(home))

    assert taken()
    assert not list(log.days(home.child))


def test_a_file_is_to_keep_and_opens_nothing_in_the_portal(home: Family) -> None:
    client = Client()
    client.force_login(home.parent)
    made = receipts.given(home)

    for name, kind, end in (
        (receipts.PDF, "application/pdf", "pdf"),
        (receipts.RECORD, "application/ld+json", "jsonld"),
    ):
        headers = client.get(reverse(name, args=[made.public_id])).headers
        assert headers["Content-Type"] == kind
        name_of_file = f'filename="bewijs-{made.number}.{end}"'
        assert headers["Content-Disposition"] == f"attachment; {name_of_file}"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox")
        assert "no-store" in headers["Cache-Control"]


def test_a_file_costs_the_same_for_one_choice_as_for_many(home: Family) -> None:
    client = Client()
    client.force_login(home.parent)
    made = make.choose(home.parent, home.child, "yes")
    assert made is not None
    address = reverse(receipts.RECORD, args=[made.public_id])
    few = queries(client, address)
    for code in make.codes(home.school):
        make.choose(home.parent, home.child, "yes", code=code, onto=made)

    assert queries(client, address) == few
    assert few <= FILE_COSTS


@pytest.mark.law("AVG 7(1)")
@pytest.mark.law("AVG 9(2)(a)")
def test_a_receipt_about_religion_says_so_and_on_which_ground(home: Family) -> None:
    make.asks_for_religion(home.school)
    make.believes(home.parent, home.child)

    files = receipts.take(home.parent, make.receipts()[0])

    (record,) = records(files.record)
    data = record["dpv:hasProcess"]["dpv:hasPersonalData"]
    assert data["skos:broader"] == "pd:Religion"
    assert "dpv:SpecialCategoryPersonalData" in data["@type"]
    assert record["dpv:hasLegalBasis"] == ["eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"]
    assert files.text.startswith("Bewijs van uw keuzes ")
    assert not files.text.startswith("Bewijs van uw keuzes over")


@pytest.mark.law("AVG 7(1)")
def test_a_receipt_about_the_own_number_is_about_the_guardian(home: Family) -> None:
    make.asks_for_class_list(home.school)
    made = make.choose(home.parent, home.child, "yes", code=make.CLASS_LIST)
    assert made is not None

    (record,) = records(receipts.take(home.parent, made).record)

    (event,) = record["dpv:hasConsentStatus"]
    assert record["dpv:hasDataSubject"] == event["dpv:isIndicatedBy"]
    assert record["dpv:hasDataSubject"]["@type"] == "dpv:DataSubject"
    assert record["dpv:hasProcess"]["dpv:hasPersonalData"]["skos:broader"] == "pd:TelephoneNumber"


def test_a_receipt_about_pictures_says_so_and_rests_on_consent_alone(home: Family) -> None:
    files = receipts.take(home.parent, receipts.given(home))

    for record in records(files.record):
        data = record["dpv:hasProcess"]["dpv:hasPersonalData"]
        assert data["skos:broader"] == "pd:Picture"
        assert data["@type"] == ["dpv:PersonalData"]
        assert record["dpv:hasLegalBasis"] == ["eu-gdpr:A6-1-a"]
    assert files.text.startswith("Bewijs van uw keuzes over foto")


def test_every_kind_of_question_has_data_of_its_own() -> None:
    assert OF_KIND.keys() == set(PurposeKind)
