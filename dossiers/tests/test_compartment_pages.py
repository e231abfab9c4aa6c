"""The pages of advice for lessons and of the care team: who gets them, and what is recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access.choices import Role, Scope
from access.matrix import SCOPES
from access.tests import make as access
from audit.models import Event
from dossiers.models import Entry
from dossiers.rules import ADVICE, CARE
from dossiers.tests import make, people
from dossiers.tests.pages import events
from kernel.database import acting_as, as_role
from schools.choices import GroupKind
from schools.tests import make as schools
from students.tests import make as students

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from accounts.models import User

pytestmark = pytest.mark.django_db


def page_of(name: str, of: make.File) -> str:
    return reverse(f"dossiers:{name}", args=[of.student.public_id])


def teacher_of(mine: make.File) -> User:
    return people.subject_teacher(mine.klass)


def somebody(role: Role, of: make.File) -> User:
    """Make somebody with a task that reaches the student."""
    if Scope.STUDENT in SCOPES[role] and role != Role.MENTOR:
        return access.with_role(role, of.student)
    if Scope.GROUP in SCOPES[role]:
        return access.with_role(role, of.klass.group)
    return access.with_role(role, of.klass.school)


def form(**changes: str) -> dict[str, str]:
    return {
        "title": "Extra time",
        "body": "He gets ten minutes more.",
        "held_on": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        **changes,
    }


@pytest.mark.law("AVG 5(2), 32(1)")
@pytest.mark.scenario("T39")
def test_a_subject_teacher_reads_advice_and_one_event_says_so(client: Client) -> None:
    mine = make.file()
    teacher = teacher_of(mine)
    client.force_login(teacher)

    page = client.get(page_of("advice", mine))

    assert make.ADVICE_WORDS in page.text
    assert make.WORDS not in page.text
    assert make.CARE_WORDS not in page.text
    assert 'id="nieuw"' not in page.text
    (read,) = events("dossiers.advice_read")
    assert (read.actor, read.subject) == (teacher.audit_ref, mine.student.audit_ref)
    assert (read.role, read.school) == ("subject_teacher", mine.klass.school.public_id)
    assert read.facts == {
        "notes": 1,
        "assignments": list(teacher.assignments.values_list("pk", flat=True)),
    }


def test_the_care_team_reads_its_notes_and_one_event_says_so(client: Client) -> None:
    mine = make.file()
    client.force_login(mine.carer)

    page = client.get(page_of("care", mine))

    assert make.CARE_WORDS in page.text
    (read,) = events("dossiers.care_notes_read")
    assert (read.actor, read.role) == (mine.carer.audit_ref, "care_team")
    assert make.CARE_WORDS not in str(read.facts)


TABS = {
    "mentor": ["student", "advice", "pictures"],
    "subject_teacher": ["advice"],
    "care_coordinator": ["student", "advice", "pictures"],
    "care_team": ["advice", "care"],
    "psychologist": ["student", "advice", "care"],
    "principal": ["advice"],
}


@pytest.mark.parametrize("role", TABS)
def test_each_reader_sees_the_way_to_what_is_open_and_to_nothing_else(
    client: Client, role: str
) -> None:
    mine = make.file()
    client.force_login(somebody(Role(role), mine))

    page = client.get(page_of("advice", mine))

    assert [tab.url for tab in page.context["tabs"]] == [
        page_of(name, mine) for name in TABS[role]
    ]
    for tab in page.context["tabs"]:
        assert client.get(tab.url).status_code == 200
    for name in {"student", "care", "pictures"} - set(TABS[role]):
        assert f'"{page_of(name, mine)}"' not in page.text
        assert client.get(page_of(name, mine)).status_code == 404


def test_who_may_not_know_the_birth_date_sees_no_age(client: Client) -> None:
    mine = make.file()

    client.force_login(mine.coordinator)
    with_age = client.get(page_of("advice", mine)).context["age"]
    client.force_login(teacher_of(mine))
    without = client.get(page_of("advice", mine)).context["age"]

    assert (with_age is not None, without) == (True, None)


@pytest.mark.parametrize("name", ["care", "write_care"])
def test_a_mentor_gets_no_care_note_and_the_attempt_is_on_record(
    client: Client, name: str
) -> None:
    mine = make.file()
    client.force_login(mine.klass.mentor)

    answer = (
        client.post(page_of(name, mine), form())
        if "write" in name
        else client.get(page_of(name, mine))
    )

    assert answer.status_code == 404
    (denied,) = events("access.denied")
    assert (denied.facts["route"], denied.subject) == (
        f"dossiers:{name}",
        mine.student.audit_ref,
    )


@pytest.mark.parametrize(("part", "writer"), [("advice", "coordinator"), ("care", "carer")])
def test_who_writes_sees_it_back_and_it_is_on_record_once(
    client: Client, part: str, writer: str
) -> None:
    mine, sent = make.file(), form()
    author: User = getattr(mine, writer)
    before = len(events("dossiers.note_written"))
    client.force_login(author)

    answers = [client.post(page_of(f"write_{part}", mine), sent) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [page_of(part, mine)] * 2
    page = client.get(page_of(part, mine))
    assert page.text.count(sent["body"]) == 1
    (written,) = events("dossiers.note_written")[before:]
    assert (written.actor, written.subject) == (author.audit_ref, mine.student.audit_ref)
    assert written.facts["category"] == {"advice": "lesson_advice", "care": "care_note"}[part]
    assert sent["body"] not in str(written.facts)


def test_the_key_of_a_form_of_one_compartment_makes_its_own_entry_in_another(
    client: Client,
) -> None:
    mine, sent = make.file(), form()
    client.force_login(access.with_role(Role.PSYCHOLOGIST, mine.student))

    for part in ("advice", "care"):
        client.post(page_of(f"write_{part}", mine), sent)

    for part in ("advice", "care"):
        assert sent["body"] in client.get(page_of(part, mine)).text


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"body": ""}, {"held_on": ""}, {"held_on": "2099-01-01"}, {"key": "x"}],
)
def test_a_mistake_keeps_what_was_typed_and_writes_nothing(
    client: Client, wrong: dict[str, str]
) -> None:
    mine, sent = make.file(), form(**wrong)
    before = len(events("dossiers.note_written"))
    client.force_login(mine.coordinator)

    page = client.post(page_of("write_advice", mine), sent)

    assert page.status_code == 422
    assert (sent["title"] or sent["body"]) in page.text
    assert len(events("dossiers.note_written")) == before


@pytest.mark.law("AVG 5(1)(d)")
@pytest.mark.parametrize(("part", "writer"), [("advice", "coordinator"), ("care", "carer")])
def test_the_author_corrects_and_the_old_version_stays(
    client: Client, part: str, writer: str
) -> None:
    mine = make.file()
    old: Entry = getattr(mine, part)
    author: User = getattr(mine, writer)
    address = reverse(f"dossiers:correct_{part}", args=[old.public_id])
    client.force_login(author)

    assert old.body in client.get(address).text
    answer = client.post(address, form(body="Something better."))

    assert answer.headers["Location"] == page_of(part, mine)
    page = client.get(page_of(part, mine)).text
    assert "Something better." in page
    assert old.body not in page
    with acting_as(author.pk):
        versions = Entry.objects.visible_to(author).filter(category=old.category)
        assert {entry.body for entry in versions} == {old.body, "Something better."}
    assert client.get(address).status_code == 404  # there is a newer one


def test_who_writes_advice_does_not_correct_that_of_another(client: Client) -> None:
    mine = make.file()
    client.force_login(access.with_role(Role.PSYCHOLOGIST, mine.student))

    for part in ("advice", "care"):
        entry: Entry = getattr(mine, part)
        address = reverse(f"dossiers:correct_{part}", args=[entry.public_id])
        assert client.post(address, form()).status_code == 404
    own = reverse("dossiers:correct_advice", args=[mine.care.public_id])
    client.force_login(mine.carer)
    assert client.get(own).status_code == 404  # not at the address of another compartment


ROUTES = [
    ("advice", "teacher"),
    ("care", "carer"),
    ("advice_students", "teacher"),
    ("care_students", "carer"),
    ("own_advice", "parent"),
]


@pytest.mark.parametrize(("route", "who"), ROUTES)
def test_what_cannot_be_recorded_is_not_shown(client: Client, route: str, who: str) -> None:
    mine = make.file()
    reader = {
        "teacher": teacher_of(mine),
        "carer": mine.carer,
        "parent": people.parent(mine.klass),
    }[who]
    args = [] if route.endswith("students") else [mine.student.public_id]
    address = reverse(f"dossiers:{route}", args=args)
    client.force_login(reader)
    assert mine.student.short_name in client.get(address).text
    client.raise_request_exception = False
    with as_role("portal_owner"), connection.cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_event FROM portal_web")

    page = client.get(address)

    assert page.status_code == 500
    for words in (make.ADVICE_WORDS, make.CARE_WORDS, mine.student.short_name):
        assert words not in page.text


def test_files_of_every_compartment_count_for_one_budget(client: Client) -> None:
    mine = make.file()
    teacher = teacher_of(mine)
    now = timezone.now()
    names = ["dossiers.advice_read", "dossiers.care_notes_read", "dossiers.notes_read"]
    Event.objects.bulk_create(
        Event(at=now, name=names[n % 3], actor=teacher.audit_ref, subject=uuid4(), role="mentor")
        for n in range(settings.READING_BUDGET["hour"])
    )
    client.force_login(teacher)

    page = client.get(page_of("advice", mine))

    assert page.status_code == 429
    assert make.ADVICE_WORDS not in page.text


def test_the_list_of_a_teacher_says_whose_advice_there_is_and_records_each(
    client: Client,
) -> None:
    mine = make.file()
    other = make.classmate(mine.klass)
    stranger = make.klass().student
    client.force_login(teacher_of(mine))

    everybody = client.get("/lesadvies/")
    some = client.get("/lesadvies/?toon=met")

    assert {row.pk for row in everybody.context["page"]} == {mine.student.pk, other.pk}
    assert [row.pk for row in some.context["page"]] == [mine.student.pk]
    assert stranger.display_name not in everybody.text
    seen = [event.subject for event in events("dossiers.advice_list_read")]
    assert sorted(seen, key=str) == sorted(
        [mine.student.audit_ref] * 2 + [other.audit_ref], key=str
    )


def test_the_list_narrows_to_a_lesson_group_and_no_word_of_an_address_widens_it(
    client: Client,
) -> None:
    mine = make.file()
    lesson = schools.group(mine.klass.school, kind=GroupKind.TEACHING)
    pupil = students.student(group=lesson)
    teacher = access.with_role(Role.SUBJECT_TEACHER, lesson, who=teacher_of(mine))
    foreign = make.klass().group
    client.force_login(teacher)

    narrowed = client.get("/lesadvies/", {"groep": str(lesson.public_id)})
    odd = client.get("/lesadvies/", {"groep": str(foreign.public_id), "page": "x"})

    assert [row.pk for row in narrowed.context["page"]] == [pupil.pk]
    assert {row.pk for row in odd.context["page"]} == {mine.student.pk, pupil.pk}


def test_a_member_of_the_care_team_has_a_list_of_the_own_care_students(client: Client) -> None:
    mine = make.file()
    make.classmate(mine.klass)
    client.force_login(mine.carer)

    page = client.get("/zorg/")

    assert [row.pk for row in page.context["page"]] == [mine.student.pk]
    (seen,) = events("dossiers.care_list_read")
    assert (seen.subject, seen.role) == (mine.student.audit_ref, "care_team")


def test_a_list_asks_the_database_no_more_for_a_large_class(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine = make.file()
    client.force_login(teacher_of(mine))
    client.get("/lesadvies/")

    def asked() -> int:
        with django_assert_max_num_queries(30) as found:
            client.get("/lesadvies/")
        return len(found)

    few = asked()
    for _ in range(12):
        make.classmate(mine.klass)

    assert asked() == few


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CARE_TEAM, "/zorg/"),
        (Role.CAREER_COUNSELLOR, "/lesadvies/"),
        (Role.SUBJECT_TEACHER, "/foto/"),
    ],
)
def test_everybody_with_a_compartment_begins_somewhere_and_finds_it_in_the_menu(
    client: Client, role: Role, first: str
) -> None:
    mine = make.file()
    client.force_login(somebody(role, mine))

    begins = client.get("/")

    assert begins.headers["Location"] == first
    menu = {item.url for part in client.get(first).context["nav"] for item in part.items}
    assert "/lesadvies/" in menu
    assert ("/zorg/" in menu) is (role == Role.CARE_TEAM)


def test_a_parent_reads_the_advice_and_that_is_on_record(client: Client) -> None:
    mine = make.file()
    client.force_login(people.parent(mine.klass))

    way = client.get("/toestemming/")
    page = client.get(page_of("own_advice", mine))

    assert page_of("own_advice", mine) in way.text
    assert make.ADVICE_WORDS in page.text
    assert make.CARE_WORDS not in page.text
    (read,) = events("dossiers.advice_read")
    assert (read.role, read.subject) == ("guardian", mine.student.audit_ref)


def test_a_student_of_sixteen_reads_the_own_advice_and_no_care_note(client: Client) -> None:
    mine = make.file()
    born_on = timezone.localdate() - timedelta(days=17 * 365)
    own = students.student(group=mine.klass.group, born_on=born_on)
    user = access.student_who_signs_in(own)
    make.place(
        make.placed(own, category=ADVICE.category, body=make.ADVICE_WORDS),
        make.placed(own, category=CARE.category, body=make.CARE_WORDS),
    )
    client.force_login(user)

    page = client.get(reverse("dossiers:own_advice", args=[own.public_id]))

    assert make.ADVICE_WORDS in page.text
    assert make.CARE_WORDS not in page.text
    assert client.get(page_of("own_advice", mine)).status_code == 404


def closed_to(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert answer.status_code == 404
    assert make.ADVICE_WORDS not in answer.content.decode()
    return answer  # type: ignore[return-value]  # a response of the test client


def test_the_page_of_families_is_closed_to_everybody_else(client: Client) -> None:
    mine = make.file()

    for user in (
        mine.coordinator,
        teacher_of(mine),
        access.parent(make.classmate(mine.klass)),
        people.stranger(mine.klass),
    ):
        client.force_login(user)
        closed_to(client, page_of("own_advice", mine))
    assert len(events("access.denied")) == 4


@pytest.mark.scenario("T43")
def test_a_teacher_meets_the_own_child_as_a_parent_alone(client: Client) -> None:
    mine = make.file()
    both = access.parent(mine.student, who=teacher_of(mine))
    other = make.classmate(mine.klass)
    client.force_login(both)

    closed_to(client, page_of("advice", mine))
    listed = client.get("/lesadvies/")

    assert [row.pk for row in listed.context["page"]] == [other.pk]
    assert make.ADVICE_WORDS in client.get(page_of("own_advice", mine)).text


def test_what_was_written_is_text_and_no_html(client: Client) -> None:
    mine = make.file()
    make.written(mine.coordinator, mine.student, ADVICE, title="<b>1</b>", body="<script>x()")
    client.force_login(mine.coordinator)
    staff = client.get(page_of("advice", mine)).text
    client.force_login(people.parent(mine.klass))
    parents = client.get(page_of("own_advice", mine)).text

    for page in (staff, parents):
        assert "<script>x" not in page
        assert "<b>1</b>" not in page


def test_in_an_emergency_all_is_read_and_nothing_written(client: Client) -> None:
    mine = make.file()
    head = access.with_role(Role.PRINCIPAL, mine.klass.school)
    access.emergency(head, mine.student, at=timezone.now() - timedelta(minutes=5))
    client.force_login(head)

    notes, care = client.get(page_of("student", mine)), client.get(page_of("care", mine))

    assert make.WORDS in notes.text
    assert make.CARE_WORDS in care.text
    assert care.context["emergency_ends"] is not None
    assert 'id="nieuw"' not in care.text
    assert client.post(page_of("write_care", mine), form()).status_code == 404
    (read,) = events("dossiers.care_notes_read")
    assert read.role == "emergency"
