"""How many students have an answer, class by class; nobody is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, Subquery

from consents.answers import Door, asked_at, effective, facts_of
from consents.campaigns.scope import students_of
from consents.choices import MessageState, MessageWay, Reason
from consents.models import CampaignMessage, Confirmation
from consents.querysets import answered_for
from consents.rules import deciders
from kernel.dates import day_of, start_of
from schools.choices import GroupKind
from students.models import Membership

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from consents.models import Campaign, Purpose
    from consents.rules import Facts
    from students.models import Student

ANSWERED, OPEN, NOBODY = "answered", "open", "nobody"
UNANSWERED = {Reason.SILENCE, Reason.WAITING, Reason.STUDENT_DECIDES, Reason.CARRIED_OVER}
BAR_WIDTH = 300
BAR_HEIGHT = 42


@dataclass(frozen=True, slots=True)
class Response:
    """How far a class is, and where its bar stands in the chart."""

    name: str
    answered: int
    open: int
    nobody: int
    place: int = 0

    @property
    def students(self) -> int:
        """Return how many students the class has that the reader may count."""
        return self.answered + self.open + self.nobody

    @property
    def width(self) -> int:
        """Return how long the bar of who answered is; a full bar is everybody."""
        return BAR_WIDTH * self.answered // self.students

    @property
    def y(self) -> int:
        """Return the upper edge of the bar."""
        return self.place * BAR_HEIGHT + 8

    @property
    def text_y(self) -> int:
        """Return the line on which the words beside the bar stand."""
        return self.y + 17


@dataclass(frozen=True, slots=True)
class Went:
    """How many messages went by e-mail and by letter, in one round."""

    round: int
    email: int
    letter: int


@dataclass(frozen=True, slots=True)
class Post:
    """What went and what waits of a campaign."""

    went: tuple[Went, ...]
    waiting: int  # letters
    today: int  # letters that were made today


def by_class(user: User, campaign: Campaign, *, at: datetime) -> list[Response]:
    """Return how many students of each class have an answer, of whom `user` knows it by a task.

    To a question: every question has one that counts. To a check: somebody who decides looked,
    or chose, since it began.
    """
    on = day_of(at)
    classes = Membership.objects.on(on).filter(student=OuterRef("pk"), group__kind=GroupKind.BASE)
    name = classes.order_by("group__name").values("group__name")[:1]
    rows = (
        students_of(campaign, on=on)
        .filter(pk__in=answered_for(user).values("pk"))
        .annotate(class_name=Subquery(name))
    )
    students = list(rows.order_by("pk"))
    asked = asked_at([campaign.school_id], at=at)
    state = _checked if campaign.is_check else _answered
    states = state(campaign, students, asked, at=at)
    counts: dict[str, Counter[str]] = {}
    for student in students:
        at_class = campaign.group.name if campaign.group else student.class_name or ""  # type: ignore[attr-defined]  # annotated
        counts.setdefault(at_class, Counter())[states[student.pk]] += 1
    return [
        Response(name, count[ANSWERED], count[OPEN], count[NOBODY], place)
        for place, (name, count) in enumerate(sorted(counts.items()))
    ]


def together(classes: list[Response]) -> Response:
    """Return the same of all classes together."""
    return Response(
        "",
        sum(one.answered for one in classes),
        sum(one.open for one in classes),
        sum(one.nobody for one in classes),
    )


def post(user: User, campaign: Campaign, *, at: datetime) -> Post:
    """Return how many messages went in each round, and how many letters wait."""
    rows = CampaignMessage.objects.visible_to(user).filter(campaign=campaign)
    counted = rows.values_list("round", "way", "state").annotate(
        every=Count("pk"), new=Count("pk", filter=Q(done_at__gte=start_of(day_of(at))))
    )
    sent: Counter[tuple[int, str]] = Counter()
    waiting = today = 0
    for number, way, state, every, new in counted:
        if state == MessageState.SENT:
            sent[number, way] += every
            today += new if way == MessageWay.LETTER else 0
        elif state == MessageState.WAITING and way == MessageWay.LETTER:
            waiting += every
    rounds = sorted({number for number, _way in sent})
    went = tuple(Went(n, sent[n, MessageWay.EMAIL], sent[n, MessageWay.LETTER]) for n in rounds)
    return Post(went, waiting, today)


def _answered(
    campaign: Campaign, students: list[Student], asked: list[Purpose], *, at: datetime
) -> dict[int, str]:
    del campaign
    answers = effective(students, at=at, asked=asked)
    return {
        student.pk: _state({answer.reason for answer in answers[student.pk].values()})
        for student in students
    }


def _state(reasons: set[Reason]) -> str:
    if Reason.NO_DECIDER in reasons:
        return NOBODY
    return OPEN if reasons & UNANSWERED or not reasons else ANSWERED


def _checked(
    campaign: Campaign, students: list[Student], asked: list[Purpose], *, at: datetime
) -> dict[int, str]:
    rows = Confirmation.objects.filter(campaign=campaign)
    confirmed = set(rows.values_list("student", flat=True))
    worlds = facts_of(students, asked, until=at, door=Door.READER)
    found: dict[int, str] = {}
    for student in students:
        facts = [worlds[student.pk, purpose.pk] for purpose in asked]
        if not any(_has_decider(one, at=at) for one in facts):
            found[student.pk] = NOBODY
        elif student.pk in confirmed or any(_chose(one, campaign) for one in facts):
            found[student.pk] = ANSWERED
        else:
            found[student.pk] = OPEN
    return found


def _has_decider(facts: Facts, *, at: datetime) -> bool:
    return bool(deciders(born_on=facts.born_on, custody=facts.custody, on=day_of(at)))


def _chose(facts: Facts, campaign: Campaign) -> bool:
    return any(decided.at >= campaign.period.lower for decided in facts.decisions)
