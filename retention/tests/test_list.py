"""A second person approves exactly one list of deletions: another list is not carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from dossiers.models import Entry, FollowUp
from kernel.database import as_role
from kernel.tests.roles import unwalled
from retention import services
from retention.choices import Reason, RunState
from retention.models import Hold, Rule
from retention.tests import make
from students.models import Enrolment, Guardian
from students.tests.make import student

if TYPE_CHECKING:
    from collections.abc import Callable

    from students.models import Student

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 7, 31)  # on the day of the list nearly everything must stay


@dataclass(frozen=True, slots=True)
class Scene:
    """A school with an approved list: of `gone` much goes, of `late` and `held` nothing."""

    at: make.Place
    gone: Student
    late: Student
    held: Student


def scene() -> Scene:
    at = make.place()
    made = Scene(
        at,
        gone=make.leaver(at.school),
        late=student(at.school, enrolled_on=date(2018, 8, 1), left_on=LAST_YEAR),
        held=make.leaver(at.school),
    )
    make.entry(made.late)
    hold(made, made.held)
    return made


def hold(of: Scene, who: Student, *, rule: str = "") -> None:
    services.place_hold(
        actor=of.at.head,
        school=of.at.school,
        student=who,
        rule=rule,
        reason=Reason.COMPLAINT,
        review_on=date(2026, 12, 1),
        at=make.NOW,
    )


def one_note_less(of: Scene) -> None:
    with unwalled("dossiers"):
        FollowUp.objects.filter(student=of.gone).delete()
        Entry.objects.filter(student=of.gone).delete()


def another_note_instead(of: Scene) -> None:
    one_note_less(of)
    make.entry(of.gone)


def leaves(who: Student, day: date) -> None:
    Enrolment.objects.filter(student=who).update(period=(date(2018, 8, 1), day))


def released(of: Scene) -> None:
    services.release_hold(actor=of.at.head, hold=Hold.objects.get(), at=make.NOW)


def rule_changed(code: str) -> Callable[[Scene], None]:
    def change(of: Scene) -> None:
        del of
        with as_role("portal_worker"):
            Rule.objects.filter(code=code).update(version=2)

    return change


OTHER_LIST = {
    "a note more": lambda of: make.entry(of.gone),
    "a note less": one_note_less,
    "another note instead of one": another_note_instead,
    "another student": lambda of: make.leaver(of.at.school),
    "a hold on a student of the list": lambda of: hold(of, of.gone),
    "a hold on one kind of data of the list": lambda of: hold(of, of.gone, rule="R14"),
    "a hold that is released": released,
    "another day of leaving, and so of going": lambda of: leaves(of.gone, date(2024, 7, 1)),
    "a day of leaving that lies ahead": lambda of: leaves(of.gone, date(2099, 1, 1)),
    "another version of the rule": rule_changed("R14"),
}
SAME_LIST = {
    "a note about whom everything stays": lambda of: make.entry(of.late),
    "another day until which something stays": lambda of: leaves(of.late, date(2025, 6, 1)),
    "a hold on what stays anyway": lambda of: hold(of, of.late),
    "a second hold on what is on hold": lambda of: hold(of, of.held),
    "a guardian of nobody": lambda of: Guardian.objects.create(
        school=of.at.school, las_key="alone", surname="Zonder Kind"
    ),
    "a student who is enrolled": lambda of: student(of.at.school),
    "a leaver of whom everything stays": lambda of: student(
        of.at.school, enrolled_on=date(2018, 8, 1), left_on=LAST_YEAR
    ),
    "a day of leaving ahead of whom nothing goes": lambda of: leaves(of.late, date(2026, 9, 1)),
    "another version of a rule by which something stays": rule_changed("R04"),
}


def check(change: Callable[[Scene], object]) -> RunState:
    made = scene()
    run = make.approved(made.at)
    assert run.total > 0

    change(made)

    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    run.refresh_from_db()
    return RunState(run.state)


@pytest.mark.parametrize("change", OTHER_LIST.values(), ids=OTHER_LIST)
def test_a_list_of_which_the_deletions_changed_is_not_carried_out(
    change: Callable[[Scene], object],
) -> None:
    assert check(change) == RunState.INVALID


@pytest.mark.parametrize("change", SAME_LIST.values(), ids=SAME_LIST)
def test_a_list_of_which_the_deletions_are_the_same_is_carried_out_whatever_else_changed(
    change: Callable[[Scene], object],
) -> None:
    assert check(change) == RunState.EXECUTING
