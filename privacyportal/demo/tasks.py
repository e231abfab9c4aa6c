"""Tasks that no file knows: a stand-in, a team leader, and the care team of one student."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from access import services
from access.choices import Role, Secrecy
from access.models import Assignment
from access.services import Newcomer, Promise, TaskFacts
from accounts.models import User
from schools.models import Group, School
from students.models import Student

if TYPE_CHECKING:
    from privacyportal.demo.build import Demo

CLERK = "jolanda.terhorst@vaartveld.example.org"
COORDINATOR = "lies.smeets@vaartveld.example.org"
STAND_IN = Newcomer("Hugo Terpstra", "hugo.terpstra@vaartveld.example.org")
TEAM_LEADER = Newcomer("Wilma Groen", "wilma.groen@vaartveld.example.org")
HELPER = Newcomer("Saskia de Wit", "saskia.dewit@vaartveld.example.org")
CLASS = "2HV1"
THREE_WEEKS = timedelta(weeks=3)


def place(demo: Demo) -> None:
    """Give each task as the people do whose work it is."""
    school = School.objects.with_brin("99CD").get()
    clerk = User.objects.get(email=CLERK)
    group = _class(demo, school)
    mentors = Assignment.objects.filter(role=Role.MENTOR, group=group).live(demo.at)
    absent = mentors.earliest("pk").user
    until = demo.today + THREE_WEEKS
    stand_in = TaskFacts(Role.MENTOR, group, demo.today, until, absent)
    services.give(actor=clerk, to=STAND_IN, task=stand_in, at=demo.at)
    lead = TaskFacts(Role.TEAM_LEADER, group, demo.today)
    services.give(actor=clerk, to=TEAM_LEADER, task=lead, at=demo.at)
    services.appoint(
        actor=User.objects.get(email=COORDINATOR),
        to=HELPER,
        task=TaskFacts(Role.CARE_TEAM, _student(demo, group), demo.today),
        promise=Promise(Secrecy.AGREEMENT, demo.today - THREE_WEEKS),
        at=demo.at,
    )


def _class(demo: Demo, school: School) -> Group:
    return Group.objects.get(school=school, name=CLASS, school_year__period__contains=demo.today)


def _student(demo: Demo, group: Group) -> Student:
    return Student.objects.in_group(group.pk, on=demo.today).by_name()[0]
