"""The pages of a review: who decides what, and what the report and the files say."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from access import services
from access.choices import Extent, KeepReason, Role
from access.models import AccessReview
from access.tests import make
from audit.models import Event
from audit.services import record
from dossiers.events import NotesRead
from kernel.dates import day_of, start_of
from privacyportal.tests.browser import axe, follow, sign_in
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from accounts.models import User
    from schools.models import School

FORMULA = "=HYPERLINK(1)"


class Scene:
    """A school in which a coordinator looked around at night, and its two who review."""

    def __init__(self) -> None:
        """Make them, with what a review then finds."""
        self.school: School = schools.school()
        self.student = students.student(group=schools.group(self.school), name="Geheimpje")
        self.officer: User = make.with_role(Role.PRIVACY_OFFICER, self.school)
        self.principal: User = make.with_role(Role.PRINCIPAL, self.school)
        self.coordinator: User = make.with_role(Role.CARE_COORDINATOR, self.school)
        self.coordinator.display_name = FORMULA
        self.coordinator.save(update_fields=["display_name"])
        record(
            NotesRead(notes=1, assignments=()),
            actor=self.coordinator,
            role=Role.CARE_COORDINATOR,
            subject=self.student.audit_ref,
            school=self.school.public_id,
            at=start_of(day_of(timezone.now()) - timedelta(days=3)) + timedelta(hours=23),
        )

    def review(self, extent: Extent = Extent.FULL) -> AccessReview:
        """Open a review."""
        return services.open_review(
            actor=self.officer, school=self.school, extent=extent, at=timezone.now()
        )

    def keep_all(self, review: AccessReview) -> None:
        """Let everything stay, each decided by who may."""
        own = review.findings.filter(about=self.officer.audit_ref)
        rest = review.findings.exclude(about=self.officer.audit_ref)
        for by, rows in ((self.principal, own), (self.officer, rest)):
            services.keep(
                actor=by,
                review=review,
                findings=list(rows.values_list("public_id", flat=True)),
                reason=KeepReason.NEEDED,
                at=timezone.now(),
            )

    def signed(self) -> AccessReview:
        """Open, decide and sign."""
        review = self.review()
        self.keep_all(review)
        return services.sign(actor=self.principal, review=review, at=timezone.now())


@pytest.fixture
def scene(db: None) -> Scene:  # noqa: ARG001 - asked for its effect
    return Scene()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="accounts.backends.SignInBackend")
    return client


def url(name: str, review: AccessReview) -> str:
    return reverse(f"access:{name}", args=[review.public_id])


def test_the_officer_starts_a_review_by_page_and_not_a_second_one(scene: Scene) -> None:
    client = as_(scene.officer)
    wish = {"school": str(scene.school.public_id), "extent": "full"}

    first = client.post("/toegang/controle/starten/", wish)
    second = client.post("/toegang/controle/starten/", wish)

    assert first.headers["Location"] == url("review", AccessReview.objects.get())
    assert second.status_code == 422
    assert second.context["form"].errors


def test_a_school_of_another_is_not_offered(scene: Scene) -> None:
    other = schools.school()

    answer = as_(scene.officer).post(
        "/toegang/controle/starten/", {"school": str(other.public_id), "extent": "full"}
    )

    assert answer.status_code == 422
    assert not AccessReview.objects.exists()


def test_a_page_and_a_file_name_staff_and_no_student(scene: Scene) -> None:
    review = scene.review()
    client = as_(scene.officer)
    kinds = [line.kind for line in client.get(url("review", review)).context["kinds"]]
    pages = [client.get(url("review", review), {"soort": kind}).text for kind in kinds]
    pages.append(client.get(url("review_csv", review)).text)

    assert any("HYPERLINK" in page for page in pages)
    for page in pages:
        assert "Geheimpje" not in page
        assert scene.student.surname not in page
        assert str(scene.student.public_id) not in page


def test_lines_stay_by_page_only_with_a_reason(scene: Scene) -> None:
    review = scene.review(Extent.SPECIAL)
    one = review.findings.get(about=scene.coordinator.audit_ref)
    client = as_(scene.officer)

    without = client.post(url("decide", review), {"findings": [str(one.public_id)]})
    nothing = client.post(url("decide", review), {"reason": "needed"})
    right = client.post(
        url("decide", review), {"findings": [str(one.public_id)], "reason": "needed"}
    )

    assert (without.status_code, nothing.status_code, right.status_code) == (422, 422, 302)
    one.refresh_from_db()
    assert one.verdict == "kept"


def test_a_finding_of_another_review_is_not_decided_here(scene: Scene) -> None:
    elsewhere = Scene()
    other = elsewhere.review(Extent.SPECIAL)
    make.with_role(Role.PRIVACY_OFFICER, elsewhere.school, who=scene.officer)
    review = scene.review(Extent.SPECIAL)
    strange = other.findings.all()[0]
    client = as_(scene.officer)

    kept = client.post(
        url("decide", review), {"findings": [str(strange.public_id)], "reason": "needed"}
    )
    ended = client.post(url("decide", review), {"end": str(strange.public_id)})

    assert (kept.status_code, ended.status_code) == (422, 422)
    assert other.findings.undecided().count() == other.findings.count()


def test_the_page_says_that_a_decision_about_oneself_is_refused(scene: Scene) -> None:
    review = scene.review(Extent.SPECIAL)
    own = review.findings.get(about=scene.officer.audit_ref)

    answer = as_(scene.officer).post(url("decide", review), {"end": str(own.public_id)})

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()


def test_what_is_open_stops_the_signature_with_a_message(scene: Scene) -> None:
    review = scene.review()

    answer = as_(scene.principal).post(url("sign_review", review))

    assert answer.status_code == 422
    assert [str(one) for one in answer.context["messages"]]
    assert not AccessReview.objects.signed().exists()


def test_a_file_is_safe_to_open_and_its_making_is_on_record(scene: Scene) -> None:
    review = scene.signed()
    client = as_(scene.principal)

    rows = list(
        csv.reader(
            io.StringIO(client.get(url("review_csv", review)).content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    book = load_workbook(io.BytesIO(client.get(url("review_xlsx", review)).content))

    assert len(rows) == review.findings.count() + 1
    assert f"'{FORMULA}" in {cell for row in rows for cell in row}
    cells = [cell for row in book.worksheets[0] for cell in row]
    assert f"'{FORMULA}" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert Event.objects.filter(name="access.review_exported").count() == 2


@pytest.mark.parametrize("page", ["list", "review", "report"])
def test_a_page_asks_the_database_as_often_for_many_lines_as_for_few(
    scene: Scene, page: str
) -> None:
    def questions() -> int:
        at = "/toegang/controle/" if page == "list" else url("review", review)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at).status_code == 200
        return len(asked)

    client = as_(scene.principal)
    review = scene.signed() if page == "report" else scene.review()
    few = questions()
    for _ in range(4):
        make.with_role(Role.CARE_COORDINATOR, scene.school)
    if page == "report":
        review = scene.signed()
    else:
        scene.keep_all(review)
        services.sign(actor=scene.principal, review=review, at=timezone.now())
        review = scene.review()

    assert questions() == few


@pytest.mark.django_db(transaction=True)
def test_one_decides_and_another_signs_in_a_real_browser(page: Page) -> None:
    scene = Scene()
    review = started(page, scene)
    one_ends_and_one_stays(page, scene, review)
    rest = review.findings.exclude(about=scene.officer.audit_ref)
    services.keep(
        actor=scene.officer,
        review=review,
        findings=list(rest.values_list("public_id", flat=True)),
        reason=KeepReason.EXPLAINED,
        at=timezone.now(),
    )
    signed_by_another(page, scene, review)

    assert AccessReview.objects.signed().get() == review


def started(page: Page, scene: Scene) -> AccessReview:
    sign_in(page, scene.officer)
    page.goto("/toegang/controle/")
    axe(page)
    page.locator("#id_extent").select_option("full")
    follow(page.locator("main form button.pp-btn--primary"))
    page.wait_for_selector("#teken")
    axe(page)
    return AccessReview.objects.get()


def one_ends_and_one_stays(page: Page, scene: Scene, review: AccessReview) -> None:
    page.goto(f"{url('review', review)}?soort=night")
    axe(page)
    page.goto(f"{url('review', review)}?soort=special")
    follow(page.locator("tbody tr", has_text="HYPERLINK").locator("button"))
    page.wait_for_selector("[role=status]")
    axe(page)
    page.locator("tbody tr", has_text="Principal").locator("input[type=checkbox]").check()
    stays(page)
    own = review.findings.filter(kind="special").undecided().get()
    assert own.about == scene.officer.audit_ref


def stays(page: Page) -> None:
    page.locator("#id_reason").select_option("needed")
    follow(page.locator("main .pp-card__foot button.pp-btn--primary"))
    page.wait_for_selector("[role=status]")
    axe(page)


def signed_by_another(page: Page, scene: Scene, review: AccessReview) -> None:
    sign_in(page, scene.principal)
    page.goto(url("review", review))
    page.locator("main input[type=checkbox]").check()
    stays(page)
    follow(page.locator("#teken ~ form button"))
    page.wait_for_selector("code.pp-hash")
    axe(page)
