"""What a parent said on paper or by telephone, written down for that parent by the school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from access.choices import Role
from access.tests import make as access
from audit.models import Event
from consents import errors, services
from consents.choices import Channel
from consents.tests import make, paper, people
from consents.tests.paper import Call, tells
from consents.tests.people import Family
from kernel.database import acting_as
from kernel.dates import ONE_DAY, day_of, start_of, years_after
from schools.tests.make import NOW
from students.choices import Authority, Restriction
from students.tests import make as students

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db
TODAY = day_of(NOW)
LAST_WEEK = TODAY - timedelta(days=7)
HOUR = timedelta(hours=1)


@pytest.fixture
def home() -> Family:
    return Family()


@pytest.fixture
def clerk(home: Family) -> User:
    return people.administration(home)


@pytest.mark.scenario("T17")
@pytest.mark.law("AVG 7(1)")
def test_the_ledger_tells_who_wrote_it_down_who_signed_when_and_keeps_the_scan(
    home: Family, clerk: User
) -> None:
    looked = paper.scan(paper.png())

    tells(clerk, home.child, home.parent, "yes", Call(said_on=LAST_WEEK, scan=looked))

    (made,), (decision,) = paper.kept(), paper.said()
    assert (made.entered_by, made.guardian) == (clerk, home.parent.guardians.get())
    assert (made.said_on, made.channel, made.at) == (LAST_WEEK, "paper", NOW)
    assert (made.sha256, made.kind, made.size) == (looked.sha256, "png", looked.size)
    with default_storage.open(made.file.name) as file:
        assert file.read() == looked.content
    assert (decision.evidence_id, decision.said_on, decision.at) == (made.pk, LAST_WEEK, NOW)
    assert (decision.decided_by_id, decision.guardian_id) == (clerk.pk, made.guardian_id)
    assert (decision.outcome, decision.channel, decision.capacity) == (
        "granted", "paper", "guardian",
    )  # fmt: skip
    assert make.counts(home.child).granted


@pytest.mark.scenario("T17")
@pytest.mark.law("UAVG 5(1)")
@pytest.mark.parametrize(
    "facts",
    [
        {"authority": Authority.NONE},
        {"authority": Authority.UNKNOWN},
        {"authority": Authority.PARTIAL},
        {"authority": Authority.REPRESENTATIVE},
        {"restriction": Restriction.NO_CONTACT},
        {"restriction": Restriction.NO_INFORMATION},
        {"period": (None, LAST_WEEK)},
        {"period": (LAST_WEEK + ONE_DAY, None)},
    ],
)
def test_who_had_no_say_on_the_day_of_the_paper_cannot_have_signed(
    home: Family, clerk: User, facts: dict[str, object]
) -> None:
    students.now_said_of(home.parent, home.child, **facts)

    with pytest.raises(errors.HadNoSayError):
        tells(clerk, home.child, home.parent, "yes", Call(said_on=LAST_WEEK))

    assert not paper.kept()
    assert not paper.said()


def test_who_had_a_say_then_and_lost_it_since_did_sign_and_it_counts_no_more(
    home: Family, clerk: User
) -> None:
    students.now_said_of(home.parent, home.child, period=(None, LAST_WEEK + ONE_DAY))

    tells(clerk, home.child, home.parent, "yes", Call(said_on=LAST_WEEK))

    assert len(paper.kept()) == 1
    assert not make.counts(home.child).granted


def test_a_guardian_of_another_child_did_not_sign(home: Family, clerk: User) -> None:
    sister = home.one_more()

    with pytest.raises(errors.HadNoSayError):
        tells(clerk, sister, home.other, "yes")


@pytest.mark.law("UAVG 5(1)")
def test_a_student_below_sixteen_does_not_sign(home: Family, clerk: User) -> None:
    with pytest.raises(errors.HadNoSayError):
        tells(clerk, home.child, None, "yes")


@pytest.mark.law("UAVG 5(1)")
def test_from_the_sixteenth_birthday_the_student_signs_and_a_parent_does_not(
    home: Family, clerk: User
) -> None:
    child, _ = people.student_of_seventeen(home)
    assert child.birth_date is not None
    birthday = years_after(child.birth_date, 16)
    eve, on_the_day = Call(said_on=birthday - ONE_DAY), Call(said_on=birthday)

    with pytest.raises(errors.HadNoSayError):
        tells(clerk, child, None, "yes", eve)
    with pytest.raises(errors.HadNoSayError):
        tells(clerk, child, home.parent, "yes", on_the_day)
    tells(clerk, child, home.parent, "yes", eve)
    tells(clerk, child, None, "yes", on_the_day)

    assert [row.capacity for row in paper.kept()] == ["guardian", "student"]
    assert make.counts(child).granted


@pytest.mark.law("UAVG 5(2)")
def test_who_represents_a_student_of_sixteen_signs_and_the_student_does_not(
    home: Family, clerk: User
) -> None:
    child, _ = people.student_of_seventeen(home)
    students.now_said_of(home.parent, child, authority=Authority.REPRESENTATIVE)

    with pytest.raises(errors.HadNoSayError):
        tells(clerk, child, None, "yes")
    tells(clerk, child, home.parent, "yes")

    assert make.counts(child).granted


def test_a_paper_of_tomorrow_is_not_there_yet(home: Family, clerk: User) -> None:
    with pytest.raises(errors.NotYetSaidError):
        tells(clerk, home.child, home.parent, "yes", Call(said_on=TODAY + ONE_DAY))


def test_words_of_after_the_paper_were_not_shown(home: Family, clerk: User) -> None:
    about = make.purpose(home.child)
    new = make.new_words(about, at=start_of(TODAY) + HOUR)

    with pytest.raises(errors.WordsTooNewError):
        tells(clerk, home.child, home.parent, "yes", Call(said_on=LAST_WEEK, shown=new))
    tells(clerk, home.child, home.parent, "yes", Call(shown=new))

    assert make.counts(home.child).granted


@pytest.mark.scenario("T12")
def test_a_yes_on_paper_to_words_that_have_changed_since_is_kept_and_counts_not(
    home: Family, clerk: User
) -> None:
    make.new_words(make.purpose(home.child), at=start_of(TODAY))

    tells(clerk, home.child, home.parent, "yes", Call(said_on=LAST_WEEK))

    assert len(paper.said()) == 1
    assert not make.counts(home.child).granted


def test_words_of_another_question_and_a_question_of_another_school_are_refused(
    home: Family, clerk: User
) -> None:
    other = make.words(make.purpose(home.child, make.INSTAGRAM))

    with pytest.raises(errors.NotAskedError):
        tells(clerk, home.child, home.parent, "yes", Call(shown=other))
    assert not paper.kept()


def test_a_form_without_an_answer_says_nothing(home: Family, clerk: User) -> None:
    with pytest.raises(errors.NothingSaidError):
        tells(clerk, home.child, home.parent, "")


def test_a_paper_comes_with_its_scan_and_a_call_with_a_note(home: Family, clerk: User) -> None:
    told = paper.told(home.child, home.parent.guardians.get().pk, "yes")

    with pytest.raises(errors.ProofMissingError):
        paper.enters(clerk, replace(told, scan=None, note=paper.NOTE))
    for note in ("", "Too short", "x" * 201):
        for channel in (Channel.PHONE, Channel.DESK):
            with pytest.raises(errors.NoteMissingError):
                paper.enters(clerk, replace(told, channel=channel, note=note))
    assert not paper.kept()


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.DESK])
def test_a_call_is_kept_with_its_note_and_without_a_file(
    home: Family, clerk: User, channel: Channel
) -> None:
    tells(clerk, home.child, home.parent, "no", Call(channel=channel))

    (made,) = paper.kept()
    assert (made.channel, made.note, made.file.name) == (channel, paper.NOTE, "")


@pytest.mark.parametrize(
    "who",
    [
        people.parent,
        people.student_of_twelve,
        people.subject_teacher,
        people.former_mentor,
        people.care_coordinator,
        people.stranger,
        lambda home: access.with_role(Role.PRIVACY_OFFICER, home.school),
        lambda _: access.with_role(Role.ADMINISTRATION, make.school()),
    ],
)
def test_nobody_but_the_administration_of_the_school_writes_it_down(
    home: Family, who: object
) -> None:
    with pytest.raises(errors.NotTheKeeperError):
        tells(who(home), home.child, home.parent, "yes")  # type: ignore[operator]


def test_a_clerk_writes_nothing_down_about_the_own_child(home: Family, clerk: User) -> None:
    access.parent(home.child, who=clerk)

    with pytest.raises(errors.NotTheKeeperError):
        tells(clerk, home.child, home.parent, "yes")


def test_the_same_form_sent_twice_is_one(home: Family, clerk: User) -> None:
    call = Call(key=uuid4())

    first = tells(clerk, home.child, home.parent, "yes", call)
    second = tells(clerk, home.child, home.parent, "no", call)

    assert first == second
    assert len(paper.said()) == 1


def test_what_fails_leaves_no_file(home: Family, clerk: User) -> None:
    before = _files()

    with pytest.raises(errors.NothingSaidError):
        tells(clerk, home.child, home.parent, "", Call(scan=paper.scan()))

    assert _files() == before


def _files() -> set[str]:
    if not default_storage.exists("consents"):
        return set()
    return set(default_storage.listdir("consents")[1])


ORDERS = {
    "a paper of before does not undo what was chosen since": ("portal no", "paper yes -3", "no"),
    "nor does a no of before": ("portal yes", "paper no -3", "yes"),
    "a paper of after does": ("portal no -3", "paper yes -1", "yes"),
    "and so does a no of after": ("portal yes -3", "paper no -1", "no"),
    "on one day a yes gives way to the portal": ("portal no", "paper yes", "no"),
    "but a no that came after it counts": ("portal yes", "paper no", "no"),
    "and the portal again after that": ("paper no", "portal yes", "yes"),
    "of two papers the later signed": ("paper yes -1", "paper no -3", "yes"),
    "of two papers of one day a no": ("paper no -1", "paper yes -1", "no"),
}


@pytest.mark.law("AVG 7(3)")
@pytest.mark.parametrize(("first", "second", "counts"), ORDERS.values(), ids=ORDERS)
def test_the_newest_counts_by_the_day_on_which_it_was_said(
    home: Family, clerk: User, first: str, second: str, counts: str
) -> None:
    for hour, each in enumerate((first, second)):
        how, says, *before = each.split()
        ago = timedelta(days=-int(before[0]) if before else 0)
        at = NOW + HOUR * hour
        if how == "portal":
            make.choose(home.parent, home.child, says, at=at - ago)
        else:
            tells(clerk, home.child, home.parent, says, Call(said_on=day_of(at - ago), at=at))

    assert make.counts(home.child, at=NOW + HOUR * 9).granted is (counts == "yes")


def test_a_paper_counts_from_when_it_was_written_down(home: Family, clerk: User) -> None:
    make.choose(home.parent, home.child, "yes", at=NOW - timedelta(days=20))

    tells(clerk, home.child, home.parent, "no", Call(said_on=LAST_WEEK))

    assert make.counts(home.child, at=NOW - HOUR).granted
    assert not make.counts(home.child).granted


def test_whoever_chose_in_the_portal_since_can_say_the_other_thing_there(
    home: Family, clerk: User
) -> None:
    make.choose(home.parent, home.child, "yes", at=NOW - HOUR * 30)
    tells(clerk, home.child, home.parent, "no", Call(said_on=LAST_WEEK))

    assert make.choose(home.parent, home.child, "yes", at=NOW + HOUR) is None
    assert make.choose(home.parent, home.child, "no", at=NOW + HOUR) is not None

    assert [(d.before, d.outcome) for d in paper.said()] == [
        ("", "granted"), ("", "refused"), ("granted", "withdrawn"),
    ]  # fmt: skip


@pytest.mark.law("AVG 7(3)")
def test_who_signed_undoes_it_in_the_portal_like_any_choice(home: Family, clerk: User) -> None:
    tells(clerk, home.child, home.parent, "yes")

    make.choose(home.parent, home.child, "no", at=NOW + HOUR)

    assert not make.counts(home.child, at=NOW + HOUR).granted
    assert [d.outcome for d in paper.said()] == ["granted", "withdrawn"]


def test_the_receipt_is_for_the_account_of_who_signed(home: Family, clerk: User) -> None:
    without = students.guardianship(home.child).guardian_id

    tells(clerk, home.child, home.parent, "yes")
    paper.enters(clerk, paper.told(home.child, without, "yes"))

    assert [row.receipt.given_to for row in paper.kept()] == [home.parent, None]


def test_who_decided_on_a_day_is_read_by_the_clerk_and_that_is_on_record(
    home: Family, clerk: User
) -> None:
    students.now_said_of(home.other, home.child, period=(None, LAST_WEEK))

    with acting_as(clerk.pk):
        now = services.signers(actor=clerk, student=home.child, on=TODAY, at=NOW)
        then = services.signers(actor=clerk, student=home.child, on=LAST_WEEK - ONE_DAY, at=NOW)

    mother, father = home.parent.guardians.get(), home.other.guardians.get()
    assert (set(now), set(then)) == ({mother.pk}, {mother.pk, father.pk})
    assert Event.objects.filter(name="consents.signers_read").count() == 2


def test_the_record_names_nobody_and_says_who_wrote_it_down(home: Family, clerk: User) -> None:
    tells(clerk, home.child, home.parent, "yes", Call(channel=Channel.PHONE))

    (event,) = Event.objects.filter(name="consents.entered")
    (made,) = paper.kept()
    assert event.facts == {"evidence": str(made.public_id), "channel": "phone", "sha256": ""}
    assert (event.actor, event.subject) == (clerk.audit_ref, home.child.audit_ref)
    assert Event.objects.filter(name="consents.decided", actor=clerk.audit_ref).count() == 1
    assert paper.NOTE not in str(list(Event.objects.values_list("facts", flat=True)))


def test_nobody_known_decides_where_authority_is_unknown(home: Family, clerk: User) -> None:
    child = students.student(group=home.group, born_on=date(2015, 1, 1))
    students.guardianship(child, authority=Authority.UNKNOWN)

    with acting_as(clerk.pk):
        assert services.signers(actor=clerk, student=child, on=TODAY, at=NOW) == {}
