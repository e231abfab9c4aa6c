"""Ask for choices: begin and stop, write down to whom, print letters, say that all is right."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Subquery

from access import services as access
from access.invitees import invitees
from access.rules import LETTERS
from audit.services import record
from consents import policies
from consents.campaigns.deciding import key_of_person
from consents.campaigns.people import unanswered
from consents.campaigns.rules import QUIET, next_round
from consents.choices import CampaignScope, MessageState, MessageWay
from consents.errors import (
    CampaignOverError,
    CampaignRunsError,
    NothingAskedError,
)
from consents.events import (
    CampaignBegun,
    CampaignStopped,
    ChoicesConfirmed,
    LettersPrinted,
)
from consents.models import Campaign, CampaignMessage, Confirmation, Purpose
from kernel.database import acting_for_school
from kernel.dates import day_of, start_of
from kernel.jobs import enqueue
from schools.services import school_year_of
from students.models import Guardian, Student

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from access.services import Letter
    from accounts.models import User
    from consents.campaigns.deciding import Key
    from consents.choices import CampaignKind
    from consents.querysets import CampaignMessageQuerySet
    from schools.models import Group, School


@transaction.atomic
def begin_campaign(
    *,
    actor: User,
    school: School,
    kind: CampaignKind,
    scope: CampaignScope,
    group: Group | None = None,
    at: datetime,
) -> Campaign:
    """Begin to ask, from now to the end of the school year; e-mails go at once.

    Raises:
        NotTheWriterError: `actor` does not write what the school asks.
        NothingAskedError: the school asks nothing about pictures.
        CampaignRunsError: the school asks this already, of the same people.
    """
    policies.require_writer(actor, school.pk)
    if not Purpose.objects.filter(school=school).asked().exists():
        raise NothingAskedError
    year = school_year_of(day_of(at))
    try:
        with transaction.atomic():
            made = Campaign.objects.create(
                school=school,
                school_year=year,
                kind=kind,
                scope=scope,
                group=group,
                period=(at, start_of(year.period.upper)),
            )
    except IntegrityError as error:
        raise CampaignRunsError from error
    made.refresh_from_db(fields=["period"])
    event = CampaignBegun(campaign=made.pk, kind=str(kind), scope=str(scope))
    record(event, actor=actor, school=school.public_id, at=at)
    enqueue("consents.run_campaign", campaign_id=made.pk)
    return made


@transaction.atomic
def stop_campaign(*, actor: User, campaign: Campaign, at: datetime) -> Campaign:
    """Write to nobody any more for a campaign; twice is once. Every choice stays open.

    Raises:
        NotTheWriterError: `actor` does not write what the school asks.
    """
    policies.require_writer(actor, campaign.school_id)
    found = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    if found.runs(at):
        found.period = (found.period.lower, at)
        found.save(update_fields=["period"])
        event = CampaignStopped(campaign=found.pk)
        record(event, actor=actor, school=campaign.school.public_id, at=at)
    return found


def plan_messages(*, campaign: Campaign, at: datetime) -> int:
    """Write down to whom the next message goes, as the portal itself; return how many are new.

    What waits and is needed no more is let go; what waits goes by e-mail once there is an
    account. Run twice, it writes down nothing twice: the campaign is locked.
    """
    with acting_for_school(campaign.school_id):
        rows = Campaign.objects.running(at).filter(pk=campaign.pk)
        found = rows.select_for_update(of=("self",)).first()
        if found is None:
            return 0
        people = unanswered(found, at=at)
        ways = _ways(people)
        planned = _keep_needed(found, ways, at=at)
        sent, last = _sent(found), _last(found, at=at)
        new = [
            CampaignMessage(
                campaign=found,
                school_id=found.school_id,
                guardian_id=key[0],
                student_id=key[1],
                round=number,
                way=way,
                made_at=at,
            )
            for key, way in ways.items()
            if key not in planned
            for number in [next_round(sent[key], last=last.get(key), on=day_of(at))]
            if number is not None
        ]
        CampaignMessage.objects.bulk_create(new, batch_size=500)
        return len(new)


def _ways(people: set[Key]) -> dict[Key, MessageWay]:
    """Return how a message goes to each: who can sign in gets an e-mail, the others a letter."""
    guardians = [guardian for guardian, _student in people if guardian]
    students = [student for _guardian, student in people if student]
    signs_in: set[Key] = {
        (key, None)
        for key in Guardian.objects.filter(pk__in=guardians, user__is_active=True).values_list(
            "pk", flat=True
        )
    } | {
        (None, key)
        for key in Student.objects.filter(pk__in=students, user__is_active=True).values_list(
            "pk", flat=True
        )
    }
    order = sorted(people, key=lambda key: (key[0] or 0, key[1] or 0))
    return {key: MessageWay.EMAIL if key in signs_in else MessageWay.LETTER for key in order}


def _keep_needed(campaign: Campaign, ways: dict[Key, MessageWay], *, at: datetime) -> set[Key]:
    """Let go of what waits in vain, send the rest another way where that is right; return it."""
    planned: set[Key] = set()
    waiting = CampaignMessage.objects.filter(campaign=campaign).waiting()
    for message in waiting.select_for_update(of=("self",)).order_by("pk"):
        way = ways.get(message.person)
        if way is None:
            message.state, message.done_at = MessageState.NOT_NEEDED, at
            message.save(update_fields=["state", "done_at"])
            continue
        planned.add(message.person)
        if message.way != way:
            message.way = way
            message.save(update_fields=["way"])
    return planned


def _sent(campaign: Campaign) -> dict[Key, list[date]]:
    found: dict[Key, list[date]] = defaultdict(list)
    for message in CampaignMessage.objects.filter(campaign=campaign).sent().order_by("round"):
        assert message.done_at is not None  # noqa: S101  (PostgreSQL holds it)
        found[message.person].append(day_of(message.done_at))
    return found


def _last(campaign: Campaign, *, at: datetime) -> dict[Key, date]:
    """Return the day of the last message of any campaign of the school, where it is recent."""
    recent = CampaignMessage.objects.sent().filter(
        school=campaign.school_id, done_at__gte=at - QUIET
    )
    rows = recent.order_by("done_at").values_list("guardian", "student", "done_at")
    return {(guardian, student): day_of(done) for guardian, student, done in rows if done}


@transaction.atomic
def print_letters(
    *, actor: User, campaign: Campaign, again: bool = False, at: datetime
) -> list[Letter]:
    """Make the letters that wait, each with an invitation; they are on record as sent.

    As many as fit in one file; the rest goes on waiting. `again` makes the last of today once
    more, with new codes: paper jams. That is no new message.

    Raises:
        NotYoursToGiveError: `actor` does not confirm access at the school.
        CampaignOverError: it does not run any more.
    """
    school = campaign.school
    if not campaign.runs(at):
        raise CampaignOverError
    mine = CampaignMessage.objects.visible_to(actor).filter(campaign=campaign).letters()
    waiting = mine.waiting().select_for_update(of=("self",)).order_by("pk")
    by_person = {m.person: m for m in (_last_of_today(mine, at=at) if again else waiting)}
    around = invitees(actor, school, on=day_of(at))
    wanted = [one for one in around if key_of_person(one.person) in by_person]
    possible = [one for one in wanted if one.because is None][:LETTERS]
    letters = access.write_letters(actor=actor, school=school, people=possible, at=at)
    if not again:
        done = [by_person[key_of_person(letter.person)].pk for letter in letters]
        changed = CampaignMessage.objects.filter(pk__in=done).waiting()
        changed.update(state=MessageState.SENT, done_at=at)
    event = LettersPrinted(campaign=campaign.pk, letters=len(letters), again=again)
    record(event, actor=actor, school=school.public_id, at=at)
    return letters


def _last_of_today(letters: CampaignMessageQuerySet, *, at: datetime) -> CampaignMessageQuerySet:
    sent = letters.sent().filter(done_at__gte=start_of(day_of(at)))
    return sent.filter(done_at=Subquery(sent.order_by("-done_at").values("done_at")[:1]))


@transaction.atomic
def confirm_choices(*, actor: User, at: datetime) -> int:
    """Say that the own choices are still right; return for how many students, in all checks.

    No choice changes. Where no school asks, nothing is written down; twice is once.

    Law: AVG 7(1)
    """
    asking = {message.campaign for message in policies.checks_for(actor, at=at)}
    made: list[Confirmation] = []
    on = day_of(at)
    for student in policies.family(actor, on=on):
        who = policies.decider(actor, student, on=on)
        for campaign in asking:
            if who is not None and student.school_id == campaign.school_id:
                made += _confirm(campaign, student, who.guardian, at=at)
    _announce(made, actor=actor, at=at)
    return len({one.student_id for one in made})


def _confirm(
    campaign: Campaign, student: Student, guardian: int | None, *, at: datetime
) -> list[Confirmation]:
    facts = {"campaign": campaign, "student": student, "guardian_id": guardian}
    found, is_new = Confirmation.objects.get_or_create(
        **facts, defaults={"school_id": campaign.school_id, "at": at}
    )
    return [found] if is_new else []


def _announce(made: Iterable[Confirmation], *, actor: User, at: datetime) -> None:
    for one in made:
        record(
            ChoicesConfirmed(campaign=one.campaign_id),
            actor=actor,
            subject=one.student.audit_ref,
            school=one.campaign.school.public_id,
            at=at,
        )
