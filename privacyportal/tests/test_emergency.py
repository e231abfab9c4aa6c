"""Emergency access through the pages: who takes it, who reviews it, who sees it."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access.choices import EmergencyVerdict, Role
from access.models import Assignment, BreakGlass
from access.tests import make
from audit.models import Event
from audit.services import record
from dossiers.events import NotesRead
from dossiers.models import Entry
from dossiers.tests import make as dossiers
from dossiers.tests.pages import form as note_form
from kernel.database import acting_as
from privacyportal.tests.browser import axe, follow, sign_in
from retention.tests import make as retention
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.SignInBackend"
FILLED = {"kind": "safety", "reason": make.WHY, "understood": "on"}


def head_of(mine: dossiers.Klass) -> User:
    return make.with_role(Role.PRINCIPAL, mine.school)


def notes_of(mine: dossiers.Klass) -> str:
    return reverse("dossiers:student", args=[mine.student.public_id])


def take(mine: dossiers.Klass) -> str:
    return reverse("access:take_emergency", args=[mine.student.public_id])


@pytest.mark.django_db(transaction=True)  # PostgreSQL's clock stands still in a transaction
@pytest.mark.scenario("T44")
@pytest.mark.law("AVG 32(4)")
def test_a_principal_reads_notes_for_an_hour_after_giving_a_reason(client: Client) -> None:
    mine = dossiers.klass()
    dossiers.note(mine.mentor, mine.student)
    head = head_of(mine)
    client.force_login(head, backend=BACKEND)
    assert client.get(notes_of(mine)).status_code == 404

    found = client.post("/toegang/nood/", {"name": mine.student.surname})
    answer = client.post(take(mine), FILLED)
    page = client.get(notes_of(mine))

    assert take(mine) in found.text
    assert answer.headers["Location"] == notes_of(mine)
    assert dossiers.WORDS in page.text
    assert "pp-emergency" in page.text
    read = Event.objects.filter(name="dossiers.notes_read").latest("pk")
    task = Assignment.objects.get(role=Role.EMERGENCY)
    assert (read.role, read.actor) == ("emergency", head.audit_ref)
    assert read.facts["assignments"] == [task.pk]


@pytest.mark.scenario("T44")
def test_after_sixty_minutes_and_a_second_the_page_is_gone_by_itself(client: Client) -> None:
    mine = dossiers.klass()
    dossiers.note(mine.mentor, mine.student)
    head = head_of(mine)
    client.force_login(head, backend=BACKEND)

    begun = timezone.now() - timedelta(minutes=60, seconds=1)
    make.emergency(head, mine.student, at=begun)
    gone = client.get(notes_of(mine))
    with acting_as(head.pk):
        wall = list(Entry.objects.all())

    assert gone.status_code == 404
    assert wall == []
    other = dossiers.classmate(mine)
    make.emergency(head, other, at=timezone.now() - timedelta(minutes=59))
    assert client.get(reverse("dossiers:student", args=[other.public_id])).status_code == 200


@pytest.mark.scenario("T44")
def test_emergency_access_writes_nothing_and_sees_no_other_student(client: Client) -> None:
    mine = dossiers.klass()
    agreed = dossiers.follow_up(mine.mentor, mine.student, days=2)
    other = dossiers.classmate(mine)
    head = head_of(mine)
    make.emergency(head, mine.student, at=timezone.now() - timedelta(minutes=1))
    client.force_login(head, backend=BACKEND)

    page = client.get(notes_of(mine))

    assert dossiers.WORDS in page.text
    assert client.get(reverse("dossiers:student", args=[other.public_id])).status_code == 404
    wrote = client.post(reverse("dossiers:write_note", args=[mine.student.public_id]), note_form())
    ticked = client.post(reverse("dossiers:tick", args=[agreed.public_id]), {"done": "yes"})
    assert (wrote.status_code, ticked.status_code) == (404, 404)
    assert 'id="nieuw"' not in page.text
    with acting_as(head.pk):
        assert Entry.objects.count() == 1


def test_who_gets_a_task_within_the_hour_reads_by_that_task_from_then_on(client: Client) -> None:
    mine = dossiers.klass()
    head = head_of(mine)
    make.emergency(head, mine.student)
    make.with_role(Role.TEAM_LEADER, mine.group, who=head)
    client.force_login(head, backend=BACKEND)

    page = client.get(notes_of(mine))

    assert page.status_code == 200
    assert "pp-emergency" not in page.text
    assert Event.objects.filter(name="dossiers.notes_read").latest("pk").role == Role.TEAM_LEADER


def test_a_mentor_sees_no_banner(client: Client) -> None:
    mine = dossiers.klass()
    client.force_login(mine.mentor, backend=BACKEND)

    assert "pp-emergency" not in client.get(notes_of(mine)).text


@pytest.mark.parametrize(
    "missing", [{"reason": "Danger!"}, {"kind": "curious"}, {"understood": ""}, {"reason": ""}]
)
def test_without_kind_reason_and_tick_nothing_opens(
    client: Client, missing: dict[str, str]
) -> None:
    mine = dossiers.klass()
    client.force_login(head_of(mine), backend=BACKEND)

    answer = client.post(take(mine), FILLED | missing)

    assert answer.status_code == 422
    assert not BreakGlass.objects.exists()


def test_what_is_not_possible_is_said_before_somebody_types_a_reason(client: Client) -> None:
    mine = dossiers.klass()
    head = head_of(mine)
    make.emergency(head, mine.student)
    client.force_login(head, backend=BACKEND)

    page = client.get(take(mine))

    assert 'name="reason"' not in page.text
    assert notes_of(mine) in page.text


def test_a_principal_finds_neither_the_own_child_nor_a_leaver_nor_another_school(
    client: Client,
) -> None:
    mine = dossiers.klass()
    head = head_of(mine)
    own = students.student(mine.school, name="Vesper")
    left = students.student(
        mine.school, name="Vesper", left_on=timezone.localdate() - timedelta(days=1)
    )
    elsewhere = students.student(name="Vesper")
    there = students.student(mine.school, name="Vésper")
    make.parent(own, who=head)
    client.force_login(head, backend=BACKEND)

    found = client.post("/toegang/nood/", {"name": "vesper"}).text

    assert str(there.public_id) in found
    for closed in (own, left, elsewhere):
        assert str(closed.public_id) not in found
        address = reverse("access:take_emergency", args=[closed.public_id])
        assert client.post(address, FILLED).status_code == 404


def test_the_reviewer_reads_what_was_opened_and_that_reading_is_on_record(
    client: Client,
) -> None:
    mine = dossiers.klass()
    dossiers.note(mine.mentor, mine.student)
    head, officer = head_of(mine), make.with_role(Role.PRIVACY_OFFICER, mine.school)
    made = make.emergency(head, mine.student)
    client.force_login(head, backend=BACKEND)
    client.get(notes_of(mine))
    client.force_login(officer, backend=BACKEND)

    page = client.get(reverse("access:review_emergency", args=[made.public_id]))

    assert mine.student.display_name in page.text
    assert head.display_name in page.text
    assert make.WHY in page.text
    (look,) = page.context["looks"]
    assert look.what == "Gespreksverslagen"
    assert dossiers.WORDS not in page.text
    assert Event.objects.get(name="access.emergency_read").actor == officer.audit_ref


def test_a_late_review_is_marked_counted_in_the_menu_and_gone_after_the_verdict(
    client: Client,
) -> None:
    mine = dossiers.klass()
    officer = make.with_role(Role.PRIVACY_OFFICER, mine.school)
    made = make.emergency(head_of(mine), mine.student, at=timezone.now() - timedelta(days=10))
    client.force_login(officer, backend=BACKEND)

    waiting = client.get("/toegang/nood/beoordelen/").text
    address = reverse("access:review_emergency", args=[made.public_id])
    refused = client.post(address, {"verdict": "not_ok", "note": ""})
    client.post(address, {"verdict": "not_ok", "note": "There was no danger."})
    after = client.get("/toegang/nood/beoordelen/").text

    assert "te laat" in waiting
    assert '<span class="pp-count">1</span>' in waiting
    assert refused.status_code == 422
    assert made.reference not in after
    assert "pp-count" not in after
    made.refresh_from_db()
    assert made.verdict == EmergencyVerdict.NOT_OK


def test_the_list_to_review_costs_the_same_however_long_it_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine = dossiers.klass()
    officer = make.with_role(Role.PRIVACY_OFFICER, mine.school)
    for _ in range(6):
        make.emergency(head_of(mine), mine.student)
    client.force_login(officer, backend=BACKEND)

    with django_assert_max_num_queries(15):
        assert client.get("/toegang/nood/beoordelen/").text.count("N-20") == 6


@pytest.mark.scenario("T45")
@pytest.mark.law("AVG 15(1)(c)")
def test_the_list_for_a_parent_holds_every_look_at_this_child_and_at_no_other(
    client: Client,
) -> None:
    mine = dossiers.klass()
    other = dossiers.classmate(mine)
    teacher = schools.user("=marieke")
    for student, times in ((mine.student, 3), (other, 2)):
        for _ in range(times):
            record(
                NotesRead(notes=1, assignments=()),
                actor=teacher,
                at=timezone.now(),
                subject=student.audit_ref,
                role=Role.MENTOR,
            )
    client.force_login(mine.mentor, backend=BACKEND)
    for address in (notes_of(mine), reverse("dossiers:class", args=[mine.group.public_id])):
        client.get(address)
    head = head_of(mine)
    make.emergency(head, mine.student)
    client.force_login(head, backend=BACKEND)
    client.get(notes_of(mine))
    client.force_login(make.parent(mine.student), backend=BACKEND)

    answer = client.get(reverse("access:looks_csv", args=[mine.student.public_id]))
    page = client.get(reverse("access:who_looked", args=[mine.student.public_id]))

    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    events = Event.objects.about(mine.student.audit_ref).reads()
    assert len(rows) - 1 == events.count() == 6
    assert [row[0] for row in rows[1:]] == sorted((row[0] for row in rows[1:]), reverse=True)
    assert [row[4] for row in rows[1:]] == ["ja", *["nee"] * 5]
    assert {row[3] for row in rows[1:]} == {
        "Gespreksverslagen",
        "In een lijst: wanneer er een gesprek was en wat is afgesproken",
    }
    assert {row[1] for row in rows[3:]} >= {"'=Marieke"}
    assert mine.student.surname not in answer.headers["Content-Disposition"]
    assert "Noodtoegang" in page.text
    assert "Iemand heeft noodtoegang gebruikt" in page.text
    folded = sum(look.times for look in page.context["looks"])
    assert folded == events.count(), "folding leaves nothing out"


def test_nobody_else_gets_the_list_as_a_file(client: Client) -> None:
    mine = dossiers.klass()
    address = reverse("access:looks_csv", args=[mine.student.public_id])

    for user in (mine.mentor, head_of(mine), make.parent(dossiers.classmate(mine))):
        client.force_login(user, backend=BACKEND)
        assert client.get(address).status_code == 404


def test_why_may_i_see_this_names_task_group_and_who_gave_it(client: Client) -> None:
    mine = dossiers.klass()
    task = mine.mentor.assignments.get()
    task.created_by = schools.user("Loes de Wit")
    task.save(update_fields=["created_by"])
    client.force_login(mine.mentor, backend=BACKEND)

    page = client.get(reverse("access:why", args=[mine.student.public_id]))

    assert mine.group.name in page.text
    assert "Loes De Wit" in page.text
    open_now = {category for category, _each in page.context["found"]}
    assert "conversation_notes" in open_now
    assert "care_notes" not in open_now


def test_a_parent_gets_no_page_for_staff(client: Client) -> None:
    mine = dossiers.klass()
    client.force_login(make.parent(mine.student), backend=BACKEND)

    assert client.get(reverse("access:why", args=[mine.student.public_id])).status_code == 404


def test_who_can_read_this_file_follows_the_day(client: Client) -> None:
    mine = dossiers.klass()
    soon = timezone.localdate() + timedelta(days=30)
    make.with_role(Role.MENTOR, mine.group, first_day=soon, who=schools.user("Nieuwe mentor"))
    client.force_login(make.with_role(Role.ADMINISTRATION, mine.school), backend=BACKEND)
    address = reverse("access:who", args=[mine.student.public_id])

    today, later = client.get(address), client.get(address, {"dag": soon.isoformat()})
    wrong = client.get(address, {"dag": "someday"})

    assert "Nieuwe Mentor" not in today.text
    assert "Nieuwe Mentor" in later.text
    assert mine.mentor.display_name in today.text
    assert wrong.status_code == 200


def test_nobody_asks_who_reads_the_file_of_the_own_child_by_a_task(client: Client) -> None:
    mine = dossiers.klass()
    clerk = make.with_role(Role.ADMINISTRATION, mine.school)
    make.parent(mine.student, who=clerk)
    client.force_login(clerk, backend=BACKEND)

    assert client.get(reverse("access:who", args=[mine.student.public_id])).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.scenario("T44")
def test_principal_officer_and_parent_go_through_the_pages(page: Page) -> None:
    mine = dossiers.klass()
    dossiers.note(mine.mentor, mine.student)
    head, officer = head_of(mine), make.with_role(Role.PRIVACY_OFFICER, mine.school)
    parent = make.parent(mine.student)

    sign_in(page, head)
    take_in_browser(page, mine)
    look_around_in_browser(page)
    sign_in(page, officer)
    review_in_browser(page)
    assert BreakGlass.objects.get().verdict == EmergencyVerdict.OK

    sign_in(page, parent)
    page.goto(reverse("access:who_looked", args=[mine.student.public_id]))
    page.get_by_text("Iemand heeft noodtoegang gebruikt").wait_for()
    axe(page)


def take_in_browser(page: Page, mine: dossiers.Klass) -> None:
    page.goto("/toegang/nood/")
    axe(page)
    page.get_by_label("Naam van de leerling").fill(mine.student.call_name)
    follow(page.get_by_role("main").get_by_role("button", name="Zoek"))
    page.get_by_role("link", name=mine.student.display_name).wait_for()
    axe(page)
    follow(page.get_by_role("link", name=mine.student.display_name))
    page.get_by_label("Er is iemand in gevaar").check()
    axe(page)
    page.get_by_label("Waarom kan dit niet wachten?").fill(make.WHY)
    page.get_by_label("Ik weet dat dit wordt opgeschreven").check()
    follow(page.get_by_role("button", name="Open het dossier voor 1 uur"))


def look_around_in_browser(page: Page) -> None:
    page.get_by_text(dossiers.WORDS).wait_for()
    assert page.locator(".pp-emergency").is_visible()
    axe(page)
    page.emulate_media(media="print")
    assert page.locator(".pp-emergency").is_visible()
    assert not page.get_by_text(dossiers.WORDS).is_visible()
    assert not page.get_by_role("heading", level=1).is_visible()
    page.emulate_media(media="screen")
    follow(page.get_by_role("link", name="Waarom mag ik dit zien?"))
    page.get_by_role("heading", name="Waarom mag ik dit zien?").wait_for()
    axe(page)


def review_in_browser(page: Page) -> None:
    page.goto("/toegang/nood/beoordelen/")
    axe(page)
    follow(page.get_by_role("link", name="N-20"))
    page.get_by_label("Dit klopte", exact=True).check()
    axe(page)
    follow(page.get_by_role("button", name="Beoordeling opslaan"))
    page.get_by_text("Uw beoordeling is opgeslagen.").wait_for()


@pytest.mark.django_db(transaction=True)
def test_who_can_read_is_a_page_that_everybody_can_use(page: Page) -> None:
    mine = dossiers.klass()
    make.parent(mine.student)
    head = head_of(mine)
    make.emergency(head, mine.student)
    sign_in(page, head)

    page.goto(reverse("access:who", args=[mine.student.public_id]))
    page.get_by_text("soorten gegevens").first.click()

    axe(page)
    page.goto(reverse("access:take_emergency", args=[mine.student.public_id]))
    axe(page)


def test_the_reason_goes_with_the_file_of_the_student() -> None:
    place = retention.place()
    leaver = retention.leaver(place.school)
    make.emergency(place.head, leaver, at=schools.NOW)

    retention.executed(place)

    assert not BreakGlass.objects.exists()
    assert not Assignment.objects.filter(role=Role.EMERGENCY).exists()
