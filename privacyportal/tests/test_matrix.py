"""Each address in each role, for four students, as page, fragment and JSON.

What is expected of each cell is declared: in the table of addresses, in whom a role reaches, in
what a page puts on record. An address or a role without a declaration fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.choices import Category, Level, Role
from access.matrix import cell
from privacyportal.tests import relations
from privacyportal.tests.relations import OWN, REACH, RELATIONS, WHOLE_SCHOOL
from privacyportal.tests.test_access import TABLE
from privacyportal.tests.world import ROLES
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from privacyportal.tests.world import World

WAYS: dict[str, dict[str, str]] = {
    "page": {},
    "fragment": {"HX-Request": "true"},
    "json": {"Accept": "application/json"},
}
# What a page that is shown puts on record: one event, or one for each student it is about.
RECORDS: dict[str, str] = {
    "access:review_csv": "access.review_exported",
    "access:review_xlsx": "access.review_exported",
    "access:review_emergency": "access.emergency_read",
    "consents:student": "consents.proof_read",
    "consents:religion": "consents.religion_read",
    "consents:inquiry": "consents.inquiry_read",
    "consents:end_inquiry": "consents.inquiry_ended",
    "consents:alumni": "consents.alumni_read",
    "consents:take_off_alumnus": "consents.alumnus_gone",
    "consents:lift": "consents.objection_lifted",
    "consents:end_purpose": "consents.purpose_ended",
    "consents:renew_client": "consents.client_renewed",
    "consents:revoke_client": "consents.client_revoked",
    "consents:stop_campaign": "consents.campaign_stopped",
    "consents:scan": "consents.scan_read",
    "consents:receipt_pdf": "consents.receipt_taken",
    "consents:receipt_record": "consents.receipt_taken",
    "dossiers:class": "dossiers.overview_read",
    "dossiers:follow_ups": "dossiers.overview_read",
    "dossiers:student": "dossiers.notes_read",
    "dossiers:write_note": "dossiers.notes_read",
    "dossiers:correct_note": "dossiers.notes_read",
    "dossiers:advice_students": "dossiers.advice_list_read",
    "dossiers:advice": "dossiers.advice_read",
    "dossiers:write_advice": "dossiers.advice_read",
    "dossiers:correct_advice": "dossiers.advice_read",
    "dossiers:own_advice": "dossiers.advice_read",
    "dossiers:care_students": "dossiers.care_list_read",
    "dossiers:care": "dossiers.care_notes_read",
    "dossiers:write_care": "dossiers.care_notes_read",
    "dossiers:correct_care": "dossiers.care_notes_read",
    "processors:download": "processors.document_read",
    "processors:export_csv": "processors.register_exported",
    "processors:export_xlsx": "processors.register_exported",
    "access:end_missing": "access.ended",
    "access:withdraw_invitation": "access.invitation_withdrawn",
    "retention:cancel": "retention.purge_ended",
    "retention:release_hold": "retention.hold_released",
    "students:card": "students.card_read",
    "students:reveal": "students.card_read",  # without a reason: the card again
    "students:enter_number": "students.card_read",
}
# What it puts on record instead for the family, of whom the others of the family read nothing.
OF_FAMILY = {
    "consents:scan": "consents.own_scan_opened",
    "consents:religion": "",
    "consents:inquiry": "",
}
# A class is the class of each family in it, whosever class the address names.
OF_THE_CLASS = {"consents:class_list": frozenset({"parent", "other_parent"})}
OF_A_CLASS = frozenset({"dossiers:class"})
OF_OWN_STUDENTS = frozenset({"dossiers:follow_ups"})
OF_ALL_WHOM_A_TASK_REACHES = frozenset({"dossiers:advice_students", "dossiers:care_students"})
# Rooms, and addresses, where an attempt that was refused is itself on record.
WATCHED = (
    *("dossiers", "students", "consents:students", "consents:student", "consents:lift"),
    *("consents:enter", "consents:scan", "consents:religions", "consents:religion"),
    *("consents:inquiries", "consents:ask", "consents:inquiry"),
)
# Addresses that answer a fragment in another way than a page.
FRAGMENTS = {
    "access:end_missing": 204,
    "access:invite": 204,
    "access:withdraw_invitation": 204,
    "consents:lift": 204,
    "consents:end_purpose": 204,
    "consents:end_inquiry": 204,
    "consents:take_off_alumnus": 204,
    "consents:revoke_client": 204,
    "consents:end_webhook": 204,
    "consents:try_webhook": 204,
    "consents:stop_campaign": 204,
    "consents:campaign_letters": 204,
    "dossiers:tick": 204,
    "retention:progress": 200,
}
SIGN_IN = frozenset({"nobody", "disabled"})
PARTS = 8  # about as long, each with addresses of all rooms: two processes end together
# Tables that every request may touch, besides what the page itself is for.
AROUND = frozenset({"audit_event", "django_session"})
TABLES = """
SELECT oid, relname FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY oid
"""
COUNTS = """
SELECT array_agg(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
  + pg_stat_get_xact_tuples_deleted(oid) ORDER BY n)
  , pg_sequence_last_value('audit_event_id_seq')
FROM unnest(%s::oid[]) WITH ORDINALITY AS listed(oid, n)
"""
NEW_EVENTS = "SELECT name FROM audit_event WHERE id > %s ORDER BY id"


@dataclass(frozen=True)
class Cell:
    """One request of one role for one of the four students, in one way."""

    name: str
    role: str
    relation: str
    way: str

    @property
    def is_given(self) -> bool:
        """Tell whether the declarations give this page to this role."""
        who = TABLE[self.name].who
        if self.relation == OWN:
            return self.role in who
        if self.role in OF_THE_CLASS.get(self.name, ()):
            return self.relation in WHOLE_SCHOOL
        column, reach = REACH[self.role]
        return column in {REACH[role][0] for role in who} - {None} and self.relation in reach

    @property
    def status(self) -> int:
        """Return the status that is declared."""
        if self.role in SIGN_IN:
            return 302
        if not self.is_given:
            return 404
        answer = TABLE[self.name].answer
        return FRAGMENTS.get(self.name, answer) if self.way == "fragment" else answer

    def records(self, views: dict[str, World]) -> tuple[str, ...]:
        """Return the events that are declared."""
        if self.role in SIGN_IN:
            return ()
        if not self.is_given:
            is_watched = self.name in WATCHED or self.name.split(":")[0] in WATCHED
            return ("access.denied",) if is_watched else ()
        if self.name not in RECORDS:
            return ()
        times = 1
        if self.name in OF_A_CLASS:
            times = views[self.relation].group.memberships.count()
        if self.name in OF_OWN_STUDENTS:
            column, reach = REACH[self.role]
            times = len(reach) if column == Role.MENTOR else 0
        if self.name in OF_ALL_WHOM_A_TASK_REACHES:
            times = len(_reached(views[OWN].people[self.role]))
        is_family = REACH[self.role][0] in {Role.GUARDIAN, Role.STUDENT}
        name = RECORDS[self.name]
        if is_family:
            name = OF_FAMILY.get(self.name, name)
        return (name,) * times if name else ()


def _reached(user: User | None) -> set[int]:
    """Return the students whom the tasks of somebody are about: one, a group, or a school."""
    assert user is not None
    return {
        student.pk
        for task in user.assignments.live(timezone.now())
        for student in (
            [task.student]
            if task.student
            else Student.objects.filter(memberships__group=task.group)
            if task.group
            else Student.objects.filter(school=task.school)
        )
    }


@dataclass(frozen=True)
class Answer:
    """What came back, and what it did to the database."""

    status: int
    body: bytes
    events: tuple[str, ...]
    written: frozenset[str]


def cells(name: str, views: dict[str, World]) -> Iterator[Cell]:
    """Yield the cells of an address; without a student in the address there is one relation."""
    own = reverse(name, args=TABLE[name].args(views[OWN]))
    for relation in RELATIONS:
        if relation != OWN and reverse(name, args=TABLE[name].args(views[relation])) == own:
            continue
        for role in ROLES:
            for way in WAYS:
                yield Cell(name, role, relation, way)


class Asker:
    """Asks as each role, and undoes what an answer did."""

    def __init__(self, views: dict[str, World]) -> None:
        """Let everybody sign in once."""
        self.views = views
        self.clients = {role: Client() for role in ROLES}
        for role, user in views[OWN].people.items():
            if user is not None:
                self.clients[role].force_login(user, backend="accounts.backends.SignInBackend")
        with connection.cursor() as cursor:
            cursor.execute(TABLES)
            self.tables: dict[int, str] = dict(cursor.fetchall())
        self.counts, self.last = self._look()

    def ask(self, cell: Cell) -> Answer:
        """Send the request of a cell; say what came of it."""
        row, client = TABLE[cell.name], self.clients[cell.role]
        address = reverse(cell.name, args=row.args(self.views[cell.relation]))
        send = client.post if row.method == "POST" else client.get
        undo, before, last = transaction.savepoint(), self.counts, self.last
        answer: Any = send(address, headers=WAYS[cell.way])
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self.counts, self.last = self._look()  # what is undone still counts
        pairs = zip(self.tables.values(), before, self.counts, strict=True)
        written = frozenset(table for table, was, is_now in pairs if was != is_now)
        events = _events_after(last) if self.last != last else ()
        found = Answer(answer.status_code, body, events, written)
        transaction.savepoint_rollback(undo)
        return found

    def _look(self) -> tuple[list[int], int]:
        """Return the writes to each table until now, and the number of the newest event."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTS, [list(self.tables)])
            counts, newest = cursor.fetchone()
        return counts, newest or 0


def _events_after(last: int) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(NEW_EVENTS, [last])
        return tuple(name for (name,) in cursor.fetchall())


def closed_words(cell_: Cell, views: dict[str, World]) -> Iterator[tuple[Category, str, str]]:
    """Yield the words that this role may not get, of any of the four students."""
    column, reach = REACH[cell_.role]
    for relation, view in views.items():
        for category, words in view.more["canaries"].items():
            if not (relation in reach and column and _opens(column, category)):
                yield category, relation, words


def _opens(role: Role, category: Category) -> bool:
    allowed = cell(role, category)
    return allowed.reads or (category == Category.IDENTITY and allowed.level == Level.LIMITED)


@pytest.fixture
def views(db: None) -> dict[str, World]:  # noqa: ARG001 - asked for its effect
    return relations.make()


def test_every_role_says_whom_it_reaches() -> None:
    assert set(REACH) == set(ROLES)
    assert {column for column, _ in REACH.values()} - {None} == set(Role) - {Role.EMERGENCY}


STANDS = (
    ("dossiers:student", "mentor", Category.IDENTITY),
    ("dossiers:student", "mentor", Category.CONVERSATION_NOTES),
    ("students:card", "administration", Category.CONTACT),
    ("dossiers:advice", "subject_teacher", Category.LESSON_ADVICE),
    ("dossiers:own_advice", "parent", Category.LESSON_ADVICE),
    ("dossiers:care", "care_team", Category.CARE_NOTES),
)


def test_the_words_that_are_looked_for_stand_where_they_may(views: dict[str, World]) -> None:
    asker = Asker(views)
    for name, role, category in STANDS:
        answer = asker.ask(Cell(name, role, OWN, "page"))
        assert views[OWN].more["canaries"][category] in answer.body.decode(), name


@pytest.mark.parametrize("part", range(PARTS))
def test_each_cell_gives_what_is_declared(views: dict[str, World], part: int) -> None:
    asker, wrong = Asker(views), []
    for name in sorted(TABLE)[part::PARTS]:
        for each in cells(name, views):
            wrong += _wrong(each, asker.ask(each), views)

    assert not wrong, "\n".join(wrong)


def _wrong(each: Cell, answer: Answer, views: dict[str, World]) -> list[str]:
    """Say in which ways an answer differs from what is declared."""
    found = []
    if answer.status != each.status:
        found.append(f"{each}: {answer.status} instead of {each.status}")
    expected = each.records(views)
    if answer.events != expected:
        found.append(f"{each}: on record {answer.events} instead of {expected}")
    if TABLE[each.name].method == "GET" and answer.written - AROUND:
        found.append(f"{each}: a GET wrote {sorted(answer.written - AROUND)}")
    body = answer.body.decode(errors="replace")
    for category, relation, words in closed_words(each, views):
        if words in body and re.search(rf"(?<![\w@-]){re.escape(words)}(?![\w@-])", body):
            found.append(f"{each}: shows {category} of {relation}")
    return found
