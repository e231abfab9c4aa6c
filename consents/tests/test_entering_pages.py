"""The pages on which the school writes down a form or a call, and what who said it reads of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from consents import tasks
from consents.choices import Channel, Outcome
from consents.models import Purpose
from consents.tests import make, paper, people
from consents.tests.forms import queries
from consents.tests.paper import Call, tells
from consents.tests.people import Family
from consents.tests.test_tasks import rung
from consents.tests.test_told import events, page_of, signed_in, text, words
from students.choices import Authority
from students.tests import make as students

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from students.models import Student

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST_WEEK = TODAY - timedelta(days=7)
AGAIN = "Choose the file again: a browser does not keep it."


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def client(home: Family) -> Client:
    """Return the browser of the administration."""
    return signed_in(people.administration(home))


def entering(student: Student) -> str:
    return f"{page_of(student)}invoeren/"


def opening(number: int = 0) -> str:
    return f"/toestemming/formulier/{paper.kept()[number].public_id}/"


def sent(home: Family, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a form
    """Return what a browser sends of an honest paper of last week; None leaves a field out."""
    about = make.purpose(home.child)
    facts = {
        "channel": "paper",
        "said_on": LAST_WEEK.isoformat(),
        "key": str(uuid4()),
        "signer": str(home.parent.guardians.get().public_id),
        "words": f"{make.words(about).in_force_from:%Y%m%d%H%M%S%f}.nl",
        f"answer_{about.public_id}": "yes",
        "file": SimpleUploadedFile("formulier.pdf", paper.pdf()),
        **changes,
    }
    return {name: value for name, value in facts.items() if value is not None}


@pytest.mark.scenario("T17")
def test_the_administration_writes_a_form_down_in_two_steps(home: Family, client: Client) -> None:
    client.get(page_of(home.child))
    first = text(client.get(entering(home.child)))
    then = {"channel": "paper", "said_on": LAST_WEEK.isoformat()}
    second = text(client.get(entering(home.child), then))

    answer = client.post(entering(home.child), sent(home))

    assert home.parent.guardians.get().full_name not in first
    assert home.parent.guardians.get().full_name in second
    assert " checked" not in second
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(home.child))
    body = words(client.get(page_of(home.child)))
    (made,) = paper.kept()
    for told in (home.parent.guardians.get().full_name, "On paper", "Said by", "Written down"):
        assert told in body
    assert made.entered_by is not None
    assert made.entered_by.display_name in body
    assert "Whoever said it gets an e-mail, and can change it." in body
    assert [d.purpose.code for d in paper.said()] == [make.WEBSITE]
    assert make.counts(home.child, at=timezone.now()).granted


def test_what_is_left_open_stays_open(home: Family, client: Client) -> None:
    no = {f"answer_{make.purpose(home.child, make.INSTAGRAM).public_id}": "no"}

    client.post(entering(home.child), sent(home, **no))

    assert [d.outcome for d in paper.said()] == ["granted", "refused"]


def test_only_who_decided_on_that_day_can_be_chosen(home: Family, client: Client) -> None:
    students.now_said_of(home.other, home.child, period=(None, LAST_WEEK))
    students.guardianship(home.child, authority=Authority.NONE)
    father = home.other.guardians.get()

    def page(days: int) -> str:
        on = LAST_WEEK + timedelta(days=days)
        about = {"channel": "phone", "said_on": on.isoformat()}
        return text(client.get(entering(home.child), about))

    assert father.full_name in page(-1)
    assert father.full_name not in page(0)
    assert page(0).count('name="signer"') == 1
    answer = client.post(entering(home.child), sent(home, signer=str(father.public_id)))
    assert answer.status_code == 422
    assert "On that day this person did not decide" in text(answer)
    assert not paper.kept()


def test_from_sixteen_the_student_is_offered_and_no_parent(home: Family, client: Client) -> None:
    child, _ = people.student_of_seventeen(home)
    about = {"channel": "desk", "said_on": TODAY.isoformat()}

    body = text(client.get(entering(child), about))

    assert f"{child.display_name} (the student)" in body
    assert home.parent.guardians.get().full_name not in body


def test_where_nobody_decided_nothing_can_be_written_down(home: Family, client: Client) -> None:
    child = students.student(group=home.group)

    body = text(client.get(entering(child), {"channel": "desk", "said_on": TODAY.isoformat()}))

    assert "nobody decided for this student on that day" in body
    assert 'type="file"' not in body


TOMORROW = (TODAY + timedelta(days=1)).isoformat()
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no day": ({"said_on": ""}, "Fill in the day"),
    "no day at all": ({"said_on": "soon"}, "Fill in the day"),
    "a day to come": ({"said_on": TOMORROW}, "This day is still to come."),
    "not how": ({"channel": ""}, "Choose how you got it."),
    "the portal": ({"channel": "portal"}, "Choose how you got it."),
    "no signer": ({"signer": ""}, "Choose who signed or called."),
    "a name": ({"signer": "Fatima"}, "On that day this person did not decide"),
    "the student": ({"signer": "student"}, "On that day this person did not decide"),
    "no text": ({"words": ""}, "Choose which text was shown."),
    "a text of later": ({"words": "2999.nl"}, "Choose which text was shown."),
    "no scan": ({"file": None}, "Add a scan or a photo of the paper."),
    "an empty scan": ({"file": SimpleUploadedFile("a.pdf", b"")}, "empty"),
    "no note": ({"channel": "phone"}, "10 to 200 characters"),
    "a short note": ({"channel": "phone", "note": "yes"}, "10 to 200 characters"),
    "a long note": ({"channel": "desk", "note": "x" * 201}, "10 to 200 characters"),
}


@pytest.mark.parametrize(("change", "says"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_with_what_is_wrong_and_keeps_nothing(
    home: Family, client: Client, change: dict[str, Any], says: str
) -> None:
    answer = client.post(entering(home.child), sent(home, **change))

    assert answer.status_code == 422
    assert says in text(answer)
    assert not paper.kept()


def test_nothing_that_was_filled_in_is_lost(home: Family, client: Client) -> None:
    answer = client.post(entering(home.child), sent(home, words=""))

    body = text(answer)
    assert body.count(" checked") == 2
    assert LAST_WEEK.isoformat() in body
    assert AGAIN in body
    assert AGAIN not in text(client.post(entering(home.child), sent(home, file=None)))


def test_a_form_without_an_answer_says_so(home: Family, client: Client) -> None:
    empty = {f"answer_{make.purpose(home.child).public_id}": ""}

    answer = client.post(entering(home.child), sent(home, **empty))

    assert answer.status_code == 422
    assert "Fill in at least one answer." in text(answer)


def test_a_text_of_after_the_paper_is_not_offered(home: Family, client: Client) -> None:
    make.new_words(make.purpose(home.child), at=timezone.now() - timedelta(days=3))

    def offered(days: int) -> int:
        on = (TODAY - timedelta(days=days)).isoformat()
        answer = client.get(entering(home.child), {"channel": "paper", "said_on": on})
        return text(answer).count("<option") - 1

    assert (offered(4), offered(2)) == (2, 4)


def test_sent_twice_is_one(home: Family, client: Client) -> None:
    form = sent(home)
    form.pop("file")

    for _ in range(2):
        scan = SimpleUploadedFile("a.png", paper.png())
        assert client.post(entering(home.child), form | {"file": scan}).status_code == 302
    assert len(paper.kept()) == 1


BAD = {
    "a page of the web": b"<html><script>alert(1)</script>",
    "a page that calls itself a PDF": b"%PDF-1.7\n<html>",
    "half a PDF": paper.pdf()[:300],
    "a PNG cut short": paper.png()[:-8],
    "a PNG with a part changed": paper.png().replace(b"IDAT", b"IDAX"),
    "a PNG of which a pixel changed": paper.png().replace(b"x\x9c", b"x\x9d"),
    "a PNG with something behind it": paper.png() + b"<html>",
    "a PNG of a million pixels wide": paper.png(wide=1_000_000),
    "only the first bytes of a PNG": paper.png()[:8],
    "a JPEG cut short": paper.jpeg()[:-2],
    "a JPEG with an archive behind it": paper.jpeg() + b"PK\x03\x04",
    "only the first bytes of a JPEG": b"\xff\xd8\xff\xe0",
    "a JPEG without a picture": b"\xff\xd8\xff\xd9",
    "an animation": b"GIF89a" + b"\0" * 40,
}


@pytest.mark.law("AVG 32(1)")
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_damaged_or_disguised_file_is_refused(
    home: Family, client: Client, content: bytes
) -> None:
    for name in ("scan.pdf", "scan.jpg", "scan.png"):
        answer = client.post(
            entering(home.child), sent(home, file=SimpleUploadedFile(name, content))
        )
        assert answer.status_code == 422
        assert 'id="id_file_error"' in text(answer)
    assert not paper.kept()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(paper.pdf(), "pdf"), (paper.png(), "png"), (paper.jpeg(), "jpeg")],
    ids=["a PDF", "a PNG", "a JPEG"],
)
def test_a_scan_is_known_by_what_is_in_it_and_can_be_taken_along(
    home: Family, client: Client, content: bytes, kind: str
) -> None:
    client.post(entering(home.child), sent(home, file=SimpleUploadedFile("virus.exe", content)))

    answer = client.get(opening())

    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert paper.kept()[0].kind == kind
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "virus" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer.headers["Cache-Control"]
    (event,) = events("consents.scan_read")
    assert event.subject == home.child.audit_ref


def test_a_scan_over_10_mb_is_refused(home: Family, client: Client) -> None:
    large = SimpleUploadedFile("a.pdf", paper.pdf() + b" " * 10 * 1024 * 1024)

    answer = client.post(entering(home.child), sent(home, file=large))

    assert "This file is too large. At most 10 MB." in text(answer)


def test_who_signed_opens_the_scan_and_the_other_parent_does_not(
    home: Family, client: Client
) -> None:
    client.post(entering(home.child), sent(home))

    own = signed_in(home.parent).get(opening())
    other = signed_in(home.other).get(opening())

    assert b"".join(own.streaming_content) == paper.pdf()  # type: ignore[attr-defined]
    assert other.status_code == 404
    assert len(events("consents.own_scan_opened")) == 1
    assert len(events("access.denied")) == 1


@pytest.mark.law("AVG 15(1)(c)")
def test_the_other_parent_reads_that_the_school_looked_and_not_that_there_is_a_form(
    home: Family, client: Client
) -> None:
    client.post(entering(home.child), sent(home))
    for reader in (client, signed_in(home.parent)):
        b"".join(reader.get(opening()).streaming_content)  # type: ignore[attr-defined]
    (looked,) = events("consents.scan_read")
    assert len(looked.facts["assignments"]) == 1

    page = reverse("access:who_looked", args=[home.child.public_id])
    body = words(signed_in(home.other).get(page))

    assert "What was chosen about photos" in body
    assert "Student administration" in body
    assert home.parent.display_name not in body
    for told in ("form", "paper", "scan"):
        assert told not in body.lower()


def test_a_call_has_no_scan_to_open(home: Family, client: Client) -> None:
    clerk = people.administration(home)
    tells(clerk, home.child, home.parent, "no", Call(channel=Channel.PHONE))

    assert client.get(opening()).status_code == 404


@pytest.mark.law("AVG 7(3)")
def test_who_said_it_reads_so_and_changes_it_on_the_overview(home: Family, client: Client) -> None:
    client.post(entering(home.child), sent(home))
    (made,) = paper.kept()
    parent = signed_in(home.parent)

    receipt = parent.get(f"/toestemming/bewijs/{made.receipt.public_id}/")
    overview = parent.get("/toestemming/")

    assert "The school wrote down your choices" in words(receipt)
    assert "The school wrote this down for you:" in words(receipt)
    assert "On paper" in words(receipt)
    assert "This is not right" in words(receipt)
    assert opening() in text(receipt)
    assert "The school wrote this down for you:" in words(parent.get("/toestemming/geschiedenis/"))
    assert text(overview).count('value="yes" checked') == 1
    parent.post("/toestemming/", _instead(home, "no"))
    assert not make.counts(home.child, at=timezone.now()).granted


def test_a_paper_of_before_stands_in_the_history_and_not_as_the_choice_of_now(
    home: Family, client: Client
) -> None:
    make.choose(home.parent, home.child, "no", at=timezone.now() - timedelta(days=2))
    client.post(entering(home.child), sent(home))
    parent = signed_in(home.parent)

    overview = text(parent.get("/toestemming/"))

    assert overview.count('value="no" checked') == 1
    assert 'value="yes" checked' not in overview
    assert "The school wrote this down for you:" in words(parent.get("/toestemming/geschiedenis/"))


def _instead(home: Family, says: str) -> dict[str, str]:
    name = f"{home.child.public_id}_{make.purpose(home.child).public_id}"
    return {name: says, f"{name}_words": "1.nl"}


def test_the_receipt_of_a_choice_in_the_portal_says_nothing_of_the_school(home: Family) -> None:
    made = make.choose(home.parent, home.child, "yes")
    assert made is not None

    body = words(signed_in(home.parent).get(f"/toestemming/bewijs/{made.public_id}/"))

    assert "Your choices are saved" in body
    assert "The school wrote" not in body


def test_the_other_parent_reads_nothing_of_it(home: Family, client: Client) -> None:
    client.post(entering(home.child), sent(home))
    (made,) = paper.kept()
    other = signed_in(home.other)

    assert other.get(f"/toestemming/bewijs/{made.receipt.public_id}/").status_code == 404
    assert "The school wrote" not in words(other.get("/toestemming/geschiedenis/"))


@pytest.mark.parametrize(
    "who", [people.parent, people.subject_teacher, people.stranger, people.care_coordinator]
)
def test_nobody_else_finds_the_page(home: Family, who: Any) -> None:  # noqa: ANN401
    somebody = signed_in(who(home))

    assert somebody.get(entering(home.child)).status_code == 404
    assert somebody.post(entering(home.child), sent(home)).status_code == 404
    assert not paper.kept()


def test_who_reads_the_proof_alone_reads_the_ledger_and_writes_nothing(
    home: Family, client: Client
) -> None:
    client.post(entering(home.child), sent(home))
    officer = signed_in(access.with_role(Role.PRIVACY_OFFICER, home.school))

    body = text(officer.get(page_of(home.child)))

    assert home.parent.guardians.get().full_name in body
    assert opening() in body
    assert entering(home.child) not in body
    assert officer.get(entering(home.child)).status_code == 404
    assert b"".join(officer.get(opening()).streaming_content) == paper.pdf()  # type: ignore[attr-defined]


def test_the_pages_cost_the_same_however_much_was_written_down(
    home: Family, client: Client
) -> None:
    clerk = people.administration(home)
    tells(clerk, home.child, home.parent, "yes")
    few = queries(client, page_of(home.child))
    for _ in range(3):
        tells(clerk, home.child, home.other, "no", Call(channel=Channel.DESK))

    assert queries(client, page_of(home.child)) == few


def test_who_signed_is_told_by_email_and_of_what_nothing(
    home: Family,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as calls:
        tells(people.administration(home), home.child, home.parent, "no")
    receipt = paper.kept()[0].receipt
    assert rung(calls) == {"consents.tell_signer", "consents.keep_answers"}
    tasks.tell_signer(receipt_id=receipt.pk, user_id=home.parent.pk)

    (mail,) = mailoutbox
    assert mail.to == [home.parent.email]
    told = f"{mail.subject} {mail.body}"
    assert receipt.number in told
    titles = Purpose.objects.values_list("wordings__title", flat=True)
    secret = {"Amira", home.child.surname, *titles, *map(str, Outcome.labels)}
    assert not [word for word in secret if f" {word} " in told.replace(".", " ")]
    assert len(told.split()) <= 90


def test_who_has_no_account_or_lost_it_gets_no_email(
    home: Family,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    without = students.guardianship(home.child).guardian_id
    home.other.is_active = False
    home.other.save(update_fields=["is_active"])
    clerk = people.administration(home)

    with django_capture_on_commit_callbacks() as calls:
        made = paper.enters(clerk, paper.told(home.child, without, "yes"))
    other = tells(clerk, home.child, home.other, "yes")
    assert rung(calls) == {"consents.keep_answers"}
    tasks.tell_signer(receipt_id=other.receipt_id, user_id=home.other.pk)
    tasks.tell_signer(receipt_id=0, user_id=home.parent.pk)
    tasks.tell_signer(receipt_id=made.receipt_id, user_id=home.parent.pk)

    assert mailoutbox == []
    assert not made.signer_has_account
