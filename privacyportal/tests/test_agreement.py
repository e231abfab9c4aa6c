"""Every list, count, page, search and file gives the students that the specification gives.

`derive` says in pure words what somebody's tasks open. Here it is held, for tasks, families and
leavers by chance, against each address that lists, counts, shows, finds or exports students, or
what is written about them: as the browser gets it, name by name.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from hypothesis import Phase, example, given, settings

from access.choices import Role
from kernel.dates import age_in_years
from kernel.numbers import is_small
from kernel.tests.roles import seeing_all
from privacyportal.tests import test_access as table
from privacyportal.tests import world
from privacyportal.tests.test_access import BY_TOKEN, OWN_ACCOUNT, PUBLIC, TABLE, routes
from privacyportal.tests.townsfolk import (
    ADVICE,
    ADVISED,
    AWKWARD,
    CARE,
    CARE_NOTE,
    NOTE,
    READERS,
    SURNAME,
    WITH_A_GROUP,
    Case,
    Scene,
    Sight,
    build,
    cases,
    scene,
)
from schools.choices import GroupKind
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from access.models import Assignment, BreakGlass
    from consents.models import Inquiry, Publication, Receipt, TakeDown
    from dossiers.choices import Category
    from dossiers.models import Entry
    from schools.models import Group, School

    Shown = dict[str, set[int]]
    Says = dict[str, bool]

CASES = 8  # drawn, besides those of AWKWARD
PHASES = (Phase.explicit, Phase.generate)  # to shrink would take minutes
TAG = re.compile(r"<[^>]*>")
SEARCH = {"name": SURNAME}
PROOF = "read_consent_history"
KEEP = "write_consent_history"
PUBLISH = WITH_A_GROUP | {
    Role.CARE_COORDINATOR,
    Role.ADMINISTRATION,
    Role.PRINCIPAL,
    Role.PRIVACY_OFFICER,
}


@dataclass(frozen=True)
class Page:
    """What one address gives.

    `given` returns the students by kind of data, or None where the page must not exist. `says`
    returns sentences: True for what must stand there, False for what must not.
    """

    given: Callable[[Sight, Any], Shown | None]
    each: str = ""  # the list of the scene that holds what the address takes; "" takes nothing
    post: dict[str, str] | None = None
    query: Callable[[Any], dict[str, str]] | None = None  # instead of in the address
    says: Callable[[Sight, Any], Says] = lambda *_: {}
    answer: int = 200


def gate(is_open: object, shown: Shown | None = None) -> Shown | None:
    """Return what is shown where a page is open; None where it is not."""
    return (shown or {}) if is_open else None


def one(student: Student, among: set[int], *kinds: str) -> Shown | None:
    """Return the page of one student, for whom it is open."""
    return gate(student.pk in among, {kind: {student.pk} for kind in kinds})


def counted(number: int, singular: str, plural: str) -> Says:
    """Return the sentence that tells a number."""
    return {f"{number} {singular if number == 1 else plural}": True}


# Dossiers


def today(sight: Sight, _: None) -> Shown | None:
    named = sight.reads & {task.student_id for task in sight.works_as(READERS)}
    shown = {"identity": named | sight.writes, "follow-ups": sight.writes}
    return gate(sight.works_as(READERS), shown)


def follow_ups(sight: Sight, _: None) -> Shown | None:
    shown = {"identity": sight.writes, "follow-ups": sight.writes}
    return gate(sight.works_as(READERS), shown)


def of_class(sight: Sight, group: Group) -> set[int]:
    return sight.members[group.pk] & sight.reads


def klass(sight: Sight, group: Group) -> Shown | None:
    schools = {task.school_id for task in sight.works_as(READERS)}
    opens = sight.opens_class(group, READERS, schools)
    return gate(opens, {"identity": of_class(sight, group)})


def class_counts(sight: Sight, group: Group) -> Says:
    number = len(of_class(sight, group))
    return {
        **counted(number, "student ·", "students ·"),
        f"Follow-ups this week {number}": True,
        "To do (0)": True,
        "No talk (0)": True,
        f"of {number} students": True,
    }


def file_of(sight: Sight, student: Student) -> Shown | None:
    return one(student, sight.reads, "identity", NOTE, "follow-ups")


def form_for(sight: Sight, student: Student) -> Shown | None:
    return one(student, sight.writes, "identity", NOTE, "follow-ups")


def part_of(verb: str, kind: Category) -> Callable[[Sight, Student], Shown | None]:
    """Return the page of a compartment of one student, for who reads it, or writes it as well."""
    data = {ADVICE: "lesson_advice", CARE_NOTE: "care_notes"}[kind]

    def given(sight: Sight, student: Student) -> Shown | None:
        whose = sight.at_work(f"read_{data}") & sight.at_work(f"{verb}_{data}")
        return one(student, whose, "identity", kind.value)

    return given


def correction_of(kind: Category) -> Callable[[Sight, Entry], Shown | None]:
    """Return the page on which an entry is corrected, all of which the person wrote."""
    return lambda sight, entry: part_of("write", kind)(sight, entry.student)


def own_advice(sight: Sight, student: Student) -> Shown | None:
    whose = sight.by_name("read_lesson_advice") & sight.family
    return one(student, whose, "identity", ADVICE.value)


def advised(sight: Sight, group: Group | None = None) -> set[int]:
    """Return who is in the list; a group in which one reads of nobody narrows nothing."""
    everyone = sight.at_work("read_lesson_advice")
    return (everyone & sight.members[group.pk]) or everyone if group else everyone


def advice_list(sight: Sight, group: Group | None) -> Shown | None:
    return gate(sight.works_as(ADVISED), {"identity": advised(sight, group)})


def advice_counts(sight: Sight, group: Group | None) -> Says:
    return counted(len(advised(sight, group)), "student", "students")


def care_list(sight: Sight, _: None) -> Shown | None:
    return gate(sight.works_as(CARE), {"identity": sight.at_work("read_care_notes")})


def found_of(number: int) -> Says:
    return counted(number, "student found", "students found")


# Students


def knows_students(sight: Sight) -> bool:
    return bool(sight.schools("read_identity") or sight.known)


def listed(sight: Sight, _: None = None) -> Shown | None:
    return gate(knows_students(sight), {"identity": sight.known})


def listed_in(sight: Sight, group: Group) -> set[int]:
    """Return who is listed; a group in which one knows nobody narrows nothing."""
    return (sight.known & sight.members[group.pk]) or sight.known


def card(sight: Sight, student: Student) -> Shown | None:
    fields = {
        "identity": sight.known,
        "birth date": sight.students("read_birth_date"),
        "student number": sight.at_schools("write_identity"),
        "identity number": sight.at_schools("reveal_bsn"),
        "contact": sight.students("read_contact"),
        "secret contact": sight.students("read_secret_contact"),
    }
    shown = {kind: {student.pk} & whose for kind, whose in fields.items()}
    return gate(student.pk in sight.known, shown)


def card_says(sight: Sight, student: Student) -> Says:
    knows = student.pk in sight.students("read_authority") & sight.students("read_contact")
    warned = student.pk in sight.students("read_restriction")
    return {
        "May have no contact with the student": knows,
        "There is a restriction. Ask the mentor": warned,
    }


def with_right(permission: str) -> Callable[[Sight, Student], Shown | None]:
    """Return the card, for who knows the student and has a right for the whole school."""

    def given(sight: Sight, student: Student) -> Shown | None:
        return card(sight, student) if student.pk in sight.at_schools(permission) else None

    return given


# Consent


def chooses_for(sight: Sight) -> set[int]:
    """Return for whom the person chooses: children below sixteen, oneself or a ward after that."""
    grown = {
        student.pk
        for student in sight.scene.students
        if student.birth_date and age_in_years(born_on=student.birth_date, on=sight.today) >= 16
    }
    right = (grown & (sight.itself | sight.represented)) | (
        sight.own_children - grown - sight.itself
    )
    return sight.own_children & sight.enrolled & right


def chosen(sight: Sight) -> set[int]:
    return {receipt.of_student for receipt in sight.scene.receipts} & sight.own_children  # type: ignore[attr-defined]  # see `build`


def own_family(sight: Sight, _: None) -> Shown | None:
    return gate(sight.own_children, {"identity": sight.own_children, "asked": chooses_for(sight)})


def question(sight: Sight, _: int) -> Shown | None:
    return gate(chooses_for(sight), {"identity": chooses_for(sight)})


def receipt(sight: Sight, made: Receipt) -> Shown | None:
    whose = {made.of_student} & sight.own_children  # type: ignore[attr-defined]  # see `build`
    return gate(whose, {"identity": whose})


def receipt_by_pseudonym(sight: Sight, made: Receipt) -> Shown | None:
    return gate(receipt(sight, made) is not None, {})


def history(sight: Sight, _: None) -> Shown | None:
    return gate(sight.own_children, {"identity": chosen(sight)})


def young(sight: Sight) -> set[int]:
    return {
        student.pk
        for student in sight.scene.students
        if student.birth_date and age_in_years(born_on=student.birth_date, on=sight.today) < 16
    }


def class_list(sight: Sight, group: Group) -> Shown | None:
    """Return who is on the class list: a guardian of everybody below sixteen said yes."""
    members = sight.members[group.pk] & sight.enrolled & young(sight)
    mentors = group.pk in {task.group_id for task in sight.works_as(frozenset({Role.MENTOR}))}
    opens = group.kind == GroupKind.BASE and (
        mentors or (members & sight.own_children - sight.itself - sight.represented)
    )
    return gate(opens, {"identity": members, "contact": members})


def held(sight: Sight) -> set[int]:
    """Return whose religion a yes still holds: a guardian of everybody said yes."""
    return sight.enrolled & young(sight)


def believers(sight: Sight) -> set[int]:
    return sight.students("read_religion") - sight.family


def religions(sight: Sight, _: None) -> Shown | None:
    return gate(believers(sight), {"identity": believers(sight) & held(sight)})


def religion(sight: Sight, student: Student) -> Shown | None:
    opens = believers(sight) | (chooses_for(sight) - sight.represented)
    return gate(
        student.pk in opens,
        {"identity": {student.pk}, "religion": {student.pk} & held(sight)},
    )


def cares_for(sight: Sight) -> set[int]:
    """Return for whose care the person writes: as the care team, or as its coordinator."""
    return sight.at_work("write_care_notes") | sight.at_work("write_lesson_advice")


def asks_about(sight: Sight) -> set[int]:
    return cares_for(sight) | sight.at_schools("write_consent_history")


def inquiries(sight: Sight, _: None) -> Shown | None:
    return gate(asks_about(sight), {"identity": cares_for(sight)})


def inquiry(sight: Sight, made: Inquiry) -> Shown | None:
    # Whoever left is asked nothing more, but may read what was asked while it was there.
    grown = {pk for pk in sight.own_children if pk not in young(sight)}
    decides = (grown & (sight.itself | sight.represented)) | (
        sight.own_children - grown - sight.itself
    )
    opens = cares_for(sight) | decides
    return gate(
        made.student_id in opens, {"identity": {made.student_id}, "asked": {made.student_id}}
    )


def pictured(sight: Sight, group: Group) -> set[int]:
    return sight.members[group.pk] & sight.students("read_consent_answer")


def in_pictures(sight: Sight, group: Group) -> bool:
    schools: set[int | None] = {*sight.schools("read_consent_answer")}
    return sight.opens_class(group, WITH_A_GROUP, schools)


def asked_of_class(sight: Sight, group: Group) -> Shown | None:
    """Return who of a class can be asked whether they join the list of former students."""
    opens = group.school_id in sight.schools(KEEP) and group.kind == GroupKind.BASE
    named = sight.at_schools(KEEP) & sight.members[group.pk] & sight.enrolled
    return gate(opens, {"identity": named})


def picture_groups(sight: Sight, _: None) -> Shown | None:
    return gate(sight.works_as(WITH_A_GROUP) or sight.schools("read_consent_answer"))


def picture_counts(sight: Sight, _: None) -> Says:
    """Return the line of each group: with how many students, or not at all."""
    found: Says = {}
    for group in sight.scene.groups:
        opens = in_pictures(sight, group)
        number = f" {len(pictured(sight, group))}" if opens else ""
        found[f"{group.name} {group.get_kind_display()} {group.school.name}{number}"] = opens
    return found


TO_TAKE = {"use": "taking", "form": "csv"}


def group_pictures(sight: Sight, group: Group) -> Shown | None:
    return gate(in_pictures(sight, group), {"identity": pictured(sight, group)})


def check_picture(sight: Sight, group: Group) -> Shown | None:
    return group_pictures(sight, group) if sight.works_at(group.school_id, PUBLISH) else None


def in_publications(sight: Sight) -> set[int]:
    """Return the students whom the person may know in what was published: not the family."""
    return sight.students("read_consent_answer") - sight.family


def knows_publication(sight: Sight, made: Publication) -> set[int] | None:
    """Return who is named on the page of a publication; None where it does not exist."""
    here = {pk for pk, school in sight.school_of.items() if school == made.school_id}
    named = here & in_publications(sight)
    whole = made.school_id in sight.schools("read_consent_answer")
    return named if picture_groups(sight, None) is not None and (named or whole) else None


def publication(sight: Sight, made: Publication) -> Shown | None:
    named = knows_publication(sight, made)
    return None if named is None else {"identity": named}


def publication_titles(sight: Sight, _: None) -> Says:
    return {
        made.title: knows_publication(sight, made) is not None for made in sight.scene.publications
    }


def take_down(sight: Sight, made: TakeDown) -> Shown | None:
    opens = sight.works_at(made.school_id, PUBLISH, for_all=True)
    return one(made.student, in_publications(sight) if opens else set(), "identity")


# Access


def proposals(sight: Sight, _: None) -> Shown | None:
    named = sight.at_schools("write_access_admin") & sight.known
    return gate(sight.schools("write_access_admin"), {"identity": named})


def tasks(sight: Sight, _: None) -> Shown | None:
    named = {
        task.student_id
        for task in sight.scene.tasks
        if task.student_id in sight.known
        and task.valid.lower <= sight.at
        and (task.valid.upper is None or sight.at < task.valid.upper)
        and sight.school_of[task.student_id] in sight.schools("read_access_admin")
        and (
            task.role not in CARE
            or sight.school_of[task.student_id] in sight.schools("appoint_care_team")
        )
    }
    return gate(sight.schools("read_access_admin"), {"identity": named})


def finish(sight: Sight, task: Assignment) -> Shown | None:
    """Return the page on which a task is ended; it names the student of a care team."""
    if task.board_id or (task.valid.upper is not None and task.valid.upper <= sight.at):
        return None
    if task.school_id:
        return gate(task.school_id in sight.schools("appoint_staff"))
    if task.group:
        return gate(task.group.school_id in sight.schools("write_access_admin"))
    assert task.student is not None
    if task.role in CARE:
        return one(task.student, sight.at_schools("appoint_care_team"), "identity")
    return gate(task.student_id in sight.at_schools("write_access_admin"))


def appoints(sight: Sight) -> set[int]:
    return sight.at_schools("appoint_care_team") & sight.known


def care_teams(sight: Sight, _: None) -> Shown | None:
    shown = {"identity": appoints(sight) & sight.enrolled}
    return gate(sight.schools("appoint_care_team"), shown)


def in_emergency(sight: Sight) -> set[int]:
    return sight.at_schools("break_glass") & sight.known & sight.enrolled


def judged(sight: Sight) -> list[BreakGlass]:
    """Return the emergency accesses that the person reviews: never to the own child."""
    whose = sight.at_schools("review_access")
    return [one for one in sight.scene.emergencies if one.assignment.student_id in whose]


def review_emergency(sight: Sight, made: BreakGlass) -> Shown | None:
    assert made.assignment.student is not None
    return one(made.assignment.student, sight.at_schools("review_access"), "identity")


# Import, purge, board


def left_out(sight: Sight) -> set[int]:
    return sight.at_schools("write_identity")


def leavers(sight: Sight, _: None) -> Shown | None:
    return gate(sight.schools("write_identity"), {"identity": left_out(sight)})


def import_says(sight: Sight, _: None) -> Says:
    number = len(left_out(sight))
    says = counted(number, "student was missing from", "students were missing from")
    return says if number else {"missing from a file": False}


def at_school(permission: str) -> Callable[[Sight, Any], Shown | None]:
    """Return a page about a school, or about something of it, that names no student."""

    def given(sight: Sight, made: Any) -> Shown | None:  # noqa: ANN401 - a school, or of one
        return gate(getattr(made, "school_id", made.pk) in sight.schools(permission))

    return given


def anywhere(permission: str) -> Callable[[Sight, None], Shown | None]:
    """Return a page about all one's schools that names no student."""
    return lambda sight, _: gate(sight.schools(permission))


def holds(sight: Sight, _: None) -> Shown | None:
    named = sight.at_schools("read_purge_report") & sight.known
    return gate(sight.schools("read_purge_report"), {"student number": named})


def board_counts(sight: Sight, school: School | None = None) -> Says:
    """Return the numbers of students, which are of everybody there, unless they are small."""
    found: Says = {}
    for each in [school] if school else sight.scene.schools:
        number = sum(sight.school_of[pk] == each.pk for pk in sight.enrolled)
        shown = "fewer than 5" if is_small(number) else str(number)
        line = f"Students {shown} enrolled today" if school else f"{each.name} {shown}"
        found[line] = each.pk in sight.schools("read_counts")
    return found


def invited(sight: Sight, _: None) -> Shown | None:
    """Return whose guardians are named, and who is old enough for an account of the own.

    Of the first of the schools where one invites.
    """
    here = [one for one in sight.scene.schools if one.pk in sight.schools("write_access_admin")]
    if not here:
        return None
    first = min(here, key=lambda one: one.name)
    there = {pk for pk in sight.known & sight.enrolled if sight.school_of[pk] == first.pk}
    grown = {
        student.pk
        for student in sight.scene.students
        if student.birth_date and age_in_years(born_on=student.birth_date, on=sight.today) >= 16
    }
    return {"identity": there & grown, "contact": there & sight.students("read_contact")}


PAGES: dict[str, tuple[Page, ...]] = {
    "access:who_looked": (
        Page(lambda s, of: one(of, s.students("read_access_log"), "identity"), "students"),
    ),
    "access:looks_csv": (Page(lambda s, of: one(of, s.students("read_access_log")), "students"),),
    "access:proposals": (Page(proposals),),
    "access:tasks": (Page(tasks),),
    "access:finish": (Page(finish, "tasks"),),
    "access:care_teams": (Page(care_teams, post=SEARCH),),
    "access:care_team": (Page(lambda s, of: one(of, appoints(s), "identity"), "students"),),
    "access:emergency": (
        Page(
            lambda s, _: gate(s.schools("break_glass"), {"identity": in_emergency(s)}), post=SEARCH
        ),
    ),
    "access:invitations": (Page(invited),),
    "access:take_emergency": (
        Page(lambda s, of: one(of, in_emergency(s), "identity"), "students"),
    ),
    "access:emergency_reviews": (
        Page(
            anywhere("review_access"),
            says=lambda s, _: counted(len(judged(s)), "waits for", "wait for"),
        ),
    ),
    "access:review_emergency": (Page(review_emergency, "emergencies"),),
    "access:why": (Page(lambda s, of: one(of, s.known, "identity"), "students"),),
    "access:who": (
        Page(lambda s, of: one(of, s.at_schools("read_access_admin"), "identity"), "students"),
    ),
    "board": (Page(anywhere("read_counts"), says=board_counts),),
    "board_school": (Page(at_school("read_counts"), "schools", says=board_counts),),
    "consents:overview": (Page(own_family),),
    "consents:question": (Page(question, "first_question"),),
    "consents:check_choices": (
        Page(lambda s, _: gate(s.own_children, {"identity": chooses_for(s)})),
    ),
    "consents:receipt": (Page(receipt, "receipts"),),
    "consents:receipt_pdf": (Page(receipt, "receipts"),),
    "consents:receipt_record": (Page(receipt_by_pseudonym, "receipts"),),
    "consents:history": (Page(history),),
    "consents:class_list": (Page(class_list, "groups"),),
    "consents:religions": (Page(religions),),
    "consents:religion": (Page(religion, "students"),),
    "consents:inquiries": (Page(inquiries),),
    "consents:ask": (Page(lambda s, of: one(of, asks_about(s), "identity"), "students"),),
    "consents:inquiry": (Page(inquiry, "inquiries"),),
    "consents:enter_inquiry": (
        Page(lambda s, of: one(of.student, cares_for(s), "identity"), "inquiries"),
    ),
    "consents:alumni": (Page(anywhere(KEEP)),),
    "consents:ask_alumni": (Page(asked_of_class, "groups"),),
    "consents:pictures": (Page(picture_groups, says=picture_counts),),
    "consents:group_pictures": (Page(group_pictures, "groups"),),
    "consents:group_file": (Page(group_pictures, "groups", post=TO_TAKE),),
    "consents:check": (Page(group_pictures, "groups"),),
    "consents:publish": (Page(check_picture, "groups", post={}, answer=422),),
    "consents:publications": (Page(picture_groups, says=publication_titles),),
    "consents:publication": (Page(publication, "publications"),),
    "consents:take_down": (Page(take_down, "take_downs"),),
    "consents:students": (
        Page(
            lambda s, _: gate(s.schools(PROOF), {"identity": s.at_schools(PROOF)}),
            post=SEARCH,
            says=lambda s, _: found_of(len(s.at_schools(PROOF))),
        ),
    ),
    "consents:enter": (
        Page(lambda s, of: one(of, s.at_schools("write_consent_history"), "identity"), "students"),
    ),
    "consents:student": (
        Page(lambda s, of: one(of, s.at_schools(PROOF), "identity"), "students"),
    ),
    "dossiers:today": (Page(today),),
    "dossiers:follow_ups": (
        Page(
            follow_ups,
            says=lambda s, _: counted(len(s.writes), "thing still", "things still"),
        ),
    ),
    "dossiers:class": (Page(klass, "groups", says=class_counts),),
    "dossiers:student": (Page(file_of, "students"),),
    "dossiers:pictures": (
        Page(
            lambda s, of: one(of, s.reads & s.students("read_consent_answer"), "identity"),
            "students",
        ),
    ),
    "dossiers:write_note": (Page(form_for, "students", post={}, answer=422),),
    "dossiers:correct_note": (
        Page(lambda s, of: one(of.student, s.writes, "identity", NOTE), "entries"),
    ),
    "dossiers:tick": (
        Page(lambda s, of: one(of.student, s.writes), "follow_ups", post={}, answer=302),
    ),
    "dossiers:advice_students": (
        Page(advice_list, says=advice_counts),
        Page(advice_list, query=lambda _: {"toon": "met"}, says=advice_counts),
        Page(
            advice_list,
            "groups",
            query=lambda of: {"groep": str(of.public_id)},
            says=advice_counts,
        ),
    ),
    "dossiers:advice": (Page(part_of("read", ADVICE), "students"),),
    "dossiers:write_advice": (Page(part_of("write", ADVICE), "students", post={}, answer=422),),
    "dossiers:correct_advice": (Page(correction_of(ADVICE), "advice"),),
    "dossiers:own_advice": (Page(own_advice, "students"),),
    "dossiers:care_students": (
        Page(
            care_list,
            says=lambda s, _: counted(len(s.at_work("read_care_notes")), "student", "students"),
        ),
    ),
    "dossiers:care": (Page(part_of("read", CARE_NOTE), "students"),),
    "dossiers:write_care": (Page(part_of("write", CARE_NOTE), "students", post={}, answer=422),),
    "dossiers:correct_care": (Page(correction_of(CARE_NOTE), "care_notes"),),
    "dossiers:search": (
        Page(
            lambda s, _: gate(s.works_as(READERS), {"identity": s.reads}),
            post=SEARCH,
            says=lambda s, _: found_of(len(s.reads)),
        ),
    ),
    "interchange:runs": (Page(anywhere("write_identity"), says=import_says),),
    "interchange:run": (Page(at_school("write_identity"), "runs"),),
    "interchange:issues_csv": (Page(at_school("write_identity"), "runs"),),
    "interchange:leavers": (
        Page(leavers, says=lambda s, _: counted(len(left_out(s)), "student", "students")),
    ),
    "retention:runs": (Page(anywhere("read_purge_report")),),
    "retention:run": (Page(at_school("read_purge_report"), "purges"),),
    "retention:holds": (Page(holds),),
    "students:students": (
        Page(listed, says=lambda s, _: counted(len(s.known), "student", "students")),
        Page(
            listed,
            post=SEARCH,
            says=lambda s, _: counted(len(s.known), "student", "students"),
        ),
        Page(
            lambda s, of: gate(knows_students(s), {"identity": listed_in(s, of)}),
            "groups",
            query=lambda of: {"groep": str(of.public_id)},
            says=lambda s, of: counted(len(listed_in(s, of)), "student", "students"),
        ),
    ),
    "students:card": (Page(card, "students", says=card_says),),
    "students:reveal": (Page(with_right("reveal_bsn"), "students", post={}, answer=422),),
    "students:enter_number": (
        Page(with_right("write_identity"), "students", post={}, answer=422),
    ),
}

STAFF_ONLY = "about people who work at a school; a task for one student is told without a name"
MATRIX = "the matrix itself: roles and categories, no person"
BY_RUN = "about a purge as a whole, in numbers of records of the school; see retention:run"
AGREEMENT = "about companies and agreements, not about students"
TEXTS = "the words of questions, and how many choices for yes a school has; nobody is named"
CAMPAIGNS = "for what a school asks, and how many students of a class answered; nobody is named"
EXCUSED = {
    "access:adopt": MATRIX,
    "access:adoption": MATRIX,
    "access:comparison": MATRIX,
    "access:matrix": MATRIX,
    "access:matrix_html": MATRIX,
    "access:matrix_pdf": MATRIX,
    "access:matrix_xlsx": MATRIX,
    "consents:end_inquiry": "ends a question and goes to consents:inquiry; shows nothing itself",
    "consents:write_alumni": "counts the former students of a school; nobody is named",
    "consents:take_off_alumnus": "goes to consents:alumni; shows nothing itself",
    "consents:lift": "takes an objection back and goes to consents:student; shows nothing itself",
    **dict.fromkeys(
        (
            "consents:wordings",
            "consents:versions",
            "consents:write_version",
            "consents:choose_purpose",
            "consents:add_purpose",
            "consents:approve_translations",
            "consents:end_purpose",
        ),
        TEXTS,
    ),
    **dict.fromkeys(
        (
            "consents:clients",
            "consents:add_client",
            "consents:renew_client",
            "consents:revoke_client",
            "consents:webhook",
            "consents:end_webhook",
            "consents:try_webhook",
        ),
        "systems that may ask, with schools and channels; about no student",
    ),
    "consents:campaigns": CAMPAIGNS,
    "consents:begin_campaign": CAMPAIGNS,
    "consents:campaign": CAMPAIGNS,
    "consents:stop_campaign": "goes to consents:campaign; shows nothing itself",
    "consents:campaign_letters": "a file of letters by invitation; see the tests of its walls",
    "consents:campaign_log": "to whom the school wrote, from its log; see the tests of its walls",
    "consents:designs": "shares of yes of a board, from 330 people; nobody is named",
    "consents:close_design_review": "goes to consents:designs; shows nothing itself",
    "consents:scan": "a file as it came, about nobody by name; see the tests of its walls",
    "access:end_missing": "ends a task and goes to access:tasks; shows nothing itself",
    "access:invite": "sends invitations and goes to access:invitations; shows nothing itself",
    "access:withdraw_invitation": "goes to access:invitations; shows nothing itself",
    "access:give": STAFF_ONLY,
    "access:leaving": STAFF_ONLY,
    "access:leave": STAFF_ONLY,
    "access:reviews": STAFF_ONLY,
    "access:open_review": STAFF_ONLY,
    "access:review": STAFF_ONLY,
    "access:decide": STAFF_ONLY,
    "access:sign_review": STAFF_ONLY,
    "access:review_xlsx": STAFF_ONLY,
    "access:review_csv": STAFF_ONLY,
    **{name: AGREEMENT for name in TABLE if name.startswith("processors:")},
    "retention:new": "chooses a school and a day",
    "retention:progress": BY_RUN,
    "retention:approve": BY_RUN,
    "retention:cancel": BY_RUN,
    "retention:retry": BY_RUN,
    "retention:certificate": BY_RUN,
    "retention:download": BY_RUN,
    "retention:terms": "the schedule: kinds of data and terms, no person",
    "retention:add_hold": "takes a student number that is typed; gives nobody back",
    "retention:release_hold": "goes to retention:holds; shows nothing itself",
}


def test_every_address_is_held_against_the_specification_or_says_why_not() -> None:
    unsaid = set(routes()) - PUBLIC - OWN_ACCOUNT - BY_TOKEN - PAGES.keys() - EXCUSED.keys()

    assert not unsaid, (
        f"New addresses: {sorted(unsaid)}. Does one list, count, show, find or export students,"
        " or what is written about them? Then add it to PAGES in this file, with what `derive`"
        " says of it. Otherwise add it to EXCUSED, with the reason."
    )
    assert not (PAGES.keys() | EXCUSED.keys()) - set(routes()), "these are addresses no more"


def test_no_address_about_one_student_is_excused() -> None:
    known = {name: pattern for name, pattern in patterns() if "student" in pattern}

    assert len(known) > 10
    assert not known.keys() & EXCUSED.keys()


def patterns(resolver: Any = None, space: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - Django's own
    """Yield the name of every address with its pattern."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found, space + (f"{found.namespace}:" if found.namespace else ""))
        else:
            yield space + (found.name or ""), str(found.pattern)


@pytest.mark.django_db
def test_what_is_excused_names_no_student() -> None:
    there = world.make()
    with seeing_all():
        everyone = list(Student.objects.all())
    asked = 0
    for name in sorted(EXCUSED):
        for role in sorted(TABLE[name].who)[:1]:
            page = content(table.ask(there, role, name))
            asked += 1
            for student in everyone:
                assert student.display_name not in page, name
                assert str(student.public_id) not in page, name

    assert asked > 30


@pytest.mark.django_db
def test_pages_and_files_give_what_the_specification_derives(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, "django.request")  # half of the pages do not exist
    made = scene()
    tally: dict[str, set[str]] = defaultdict(set)

    @settings(max_examples=CASES, deadline=None, derandomize=True, phases=PHASES)
    @given(case=cases())
    def held(case: Case) -> None:
        with transaction.atomic():
            build(made, case)
            sight = Sight(made, at=timezone.now())
            said = list(differences(made, sight, tally))
            assert not said, "\n".join(["", *said, f"with {sight.tasks}"])
            transaction.set_rollback(True)

    for case in AWKWARD:
        held = example(case=case)(held)
    held()

    never = {name for name in PAGES if tally[name] != {"given", "refused"}}
    assert not never, f"the cases never asked for both answers of {sorted(never)}"


def differences(made: Scene, sight: Sight, tally: dict[str, set[str]]) -> Iterator[str]:
    """Ask for every address as the person of the scene; yield where it is not as derived."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.who, backend="accounts.backends.SignInBackend")
    for name, pages in PAGES.items():
        for page in pages:
            for taken in asked_of(made, page.each):
                given = page.given(sight, taken)
                tally[name].add("refused" if given is None else "given")
                answer = ask(client, name, page, taken)
                for what in compared(made, answer, page, given):
                    yield f"{name} {made.place_of(taken)}: {what}"
                if given is not None:
                    yield from unsaid(answer, page.says(sight, taken), where=name)


def asked_of(made: Scene, each: str) -> list[Any]:
    """Return what an address takes, one by one."""
    if not each:
        return [None]
    if each == "first_question":
        return [1]
    if each == "students":
        return list(made.asked)
    every = list(getattr(made, each))
    if each in {"entries", "advice", "care_notes", "follow_ups"}:
        return [one for one in every if one.student in made.asked]
    return every


def ask(client: Client, name: str, page: Page, taken: Any) -> tuple[int, str]:  # noqa: ANN401
    """Ask an address once; return the status, and what came in words."""
    in_address = [] if taken is None or page.query else [getattr(taken, "public_id", taken)]
    address = reverse(name, args=in_address)
    if page.post is None:
        answer = client.get(address, page.query(taken) if page.query else None)
    else:
        answer = client.post(address, page.post)
    return answer.status_code, content(answer)


def compared(
    made: Scene, answer: tuple[int, str], page: Page, given: Shown | None
) -> Iterator[str]:
    """Yield what is shown of somebody and should not be, and the reverse."""
    status, text = answer
    wanted = 404 if given is None else page.answer
    if status != wanted:
        yield f"answers {status} instead of {wanted}"
    found, expected = made.found_in(text), given or {}
    for kind in found.keys() | expected.keys():
        has, may = found.get(kind, set()), expected.get(kind, set())
        if has - may:
            yield f"shows {kind} of {made.named(has - may)}"
        if may - has:
            yield f"leaves out {kind} of {made.named(may - has)}"


def unsaid(answer: tuple[int, str], says: Says, *, where: str) -> Iterator[str]:
    """Yield the sentences that should stand there and do not, and the reverse."""
    words = " ".join(unescape(TAG.sub(" ", answer[1])).split())
    for sentence, stands in says.items():
        there = re.search(rf"(?<!\d){re.escape(sentence)}(?!\w)", words) is not None
        if there != stands:
            yield f"{where}: {'does not say' if stands else 'says'} {sentence!r}"


def content(answer: Any) -> str:  # noqa: ANN401 - a test response
    """Return what came: a page, or a file with whatever is packed in it."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if is_zipfile(BytesIO(raw)):
        with ZipFile(BytesIO(raw)) as packed:
            raw = b"\n".join(packed.read(part) for part in packed.namelist())
    return bytes(raw).decode(errors="replace")
