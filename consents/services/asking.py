"""Let a school ask: the questions of the start, new words, one question more or less."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from accounts.choices import Language
from audit.services import record
from consents import policies
from consents.errors import (
    AlreadyAskedError,
    AskedElsewhereError,
    BeforeAnotherError,
    InThePastError,
    NoConsentNeededError,
    NotAskedError,
    NothingToApproveError,
    OvertakenError,
    SameWordsError,
    UnsoundWordsError,
)
from consents.events import (
    PurposeAdded,
    PurposeEnded,
    PurposesOffered,
    TranslationsApproved,
    WordsWritten,
)
from consents.models import Purpose, Wording
from consents.special.transfer import needs_no_consent
from consents.words import wordings
from consents.words.catalogue import BY_CODE, Elsewhere, Kind, NoConsent
from consents.words.soundness import flaws
from consents.words.texts import QUESTIONS, Question
from kernel.dates import day_of, start_of
from kernel.jobs import enqueue
from schools.choices import Sector

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from accounts.models import User
    from audit.events import Event
    from consents.words.texts import Text
    from schools.models import School


@transaction.atomic
def offer_purposes(*, actor: User | None, school: School, at: datetime) -> list[Purpose]:
    """Let a school ask the questions that every school begins with; twice is once."""
    there = set(Purpose.objects.filter(school=school).values_list("code", flat=True))
    made = [
        _offer(question, school, order=number, at=at)
        for number, question in enumerate(QUESTIONS, start=1)
        if question.code not in there
    ]
    if made:
        event = PurposesOffered(purposes=len(made))
        record(event, actor=actor, school=school.public_id, at=at)
    return made


def _offer(question: Question, school: School, *, order: int, at: datetime) -> Purpose:
    purpose = Purpose.objects.create(
        school=school,
        code=question.code,
        reach=question.reach,
        icon=question.icon,
        order=order,
        at_sixteen=question.at_sixteen,
    )
    words: dict[str, Text] = {Language.DUTCH: question.nl, Language.ENGLISH: question.en}
    _write(purpose, words, version=1, is_material=True, starts=at)
    return purpose


@transaction.atomic
def write_version(  # noqa: PLR0913 - what an officer decides about a version
    *,
    actor: User,
    purpose: Purpose,
    words: Mapping[str, Text],
    is_material: bool,
    starts_on: date,
    based_on: int,
    at: datetime,
) -> int:
    """Write the next version of what a school asks; return its number.

    Material asks everybody again from the day on which it is in force: a yes to the words before
    counts no more. `based_on` is the version that the officer had before the eyes. Today is at
    once; a later day is its beginning.

    Raises:
        NotTheWriterError: `actor` does not write for this school.
        NotAskedError: the school asks this no more.
        OvertakenError: there is a newer version than `based_on`.
        InThePastError: the day is over.
        BeforeAnotherError: an earlier version is to come into force later than this one.
        UnsoundWordsError: parents should not be shown these words.
        SameWordsError: no word differs, and nothing else is asked.
    Law: AVG 4(11), 7(1)
    """
    purpose = Purpose.objects.select_for_update(of=("self",)).get(pk=purpose.pk)
    policies.require_writer(actor, purpose.school_id)
    if not purpose.is_active:
        raise NotAskedError
    newest = _newest(purpose)
    if newest[0].version != based_on:
        raise OvertakenError
    starts = _start(starts_on, after=newest[0].in_force_from, at=at)
    _require_sound(purpose.code, words)
    same = {one.language: one.sha256 for one in newest}
    if not is_material and same == {language: text.sha256 for language, text in words.items()}:
        raise SameWordsError
    version = based_on + 1
    event = _follow(purpose, words, version=version, is_material=is_material, starts=starts)
    _announce(event, purpose, actor=actor, at=at)
    return version


@transaction.atomic
def approve_translations(
    *, actor: User, school: School, language: Language, approved: Collection[str], at: datetime
) -> int:
    """Let parents read questions in one more language; return how many questions.

    In the translations that came along with the portal and that somebody whose language it is
    has read. `approved` holds their fingerprints: what was not before the eyes is not approved.
    Each is a new version of the words that asks nobody again. A question of which the Dutch words
    are others by now, or will be, is left as it is.

    Raises:
        NotTheWriterError: `actor` does not write for this school.
        NothingToApproveError: none of these translations waits any more.
    Law: AVG 7(1), 7(2), 12(1)
    """
    policies.require_writer(actor, school.pk)
    purposes = Purpose.objects.filter(school=school, is_active=True).order_by("pk")
    list(purposes.select_for_update(of=("self",)).values_list("pk", flat=True))
    waiting = wordings.translated(school, language, at=at)
    found = [one for one in waiting if one.text.sha256 in approved]
    if not found:
        raise NothingToApproveError
    for one in found:
        version = one.line.version.version + 1
        words = {row.language: row.text for row in one.line.now} | {language: one.text}
        _require_sound(one.line.purpose.code, words)
        event = _follow(one.line.purpose, words, version=version, is_material=False, starts=at)
        record(event, actor=actor, school=school.public_id, at=at)
    done = TranslationsApproved(language=language, questions=len(found))
    record(done, actor=actor, school=school.public_id, at=at)
    enqueue("consents.keep_answers", school_id=school.pk)
    return len(found)


@transaction.atomic
def add_purpose(
    *, actor: User, school: School, code: str, words: Mapping[str, Text], at: datetime
) -> Purpose:
    """Let a school ask one question more, from now on.

    A question that the school once asked begins anew: everybody is asked again.

    Raises:
        NotTheWriterError: `actor` does not write for this school.
        NoConsentNeededError: the law allows it without consent.
        AskedElsewhereError: it cannot be asked on the pages about photos.
        AlreadyAskedError: the school asks it already.
        BeforeAnotherError: words of the question that ended are planned for a later day.
        UnsoundWordsError: parents should not be shown these words.
    Law: AVG 4(11)
    """
    there = Purpose.objects.select_for_update(of=("self",)).filter(school=school, code=code)
    purpose = there.first()
    policies.require_writer(actor, school.pk)
    kind = require_kind(code, sector=Sector(school.sector))
    if purpose is not None and purpose.is_active:
        raise AlreadyAskedError
    _require_sound(code, words)
    version = 1
    if purpose is None:
        purpose = _begin(kind, school)
    else:
        newest = _newest(purpose)[0]
        _start(day_of(at), after=newest.in_force_from, at=at)
        version, purpose.is_active = newest.version + 1, True
        purpose.save(update_fields=["is_active"])
    _write(purpose, words, version=version, is_material=True, starts=at)
    event = PurposeAdded(purpose=code, version=version)
    _announce(event, purpose, actor=actor, at=at)
    return purpose


@transaction.atomic
def end_purpose(*, actor: User, purpose: Purpose, at: datetime) -> Purpose:
    """Let a school ask a question no more; twice is once. What was decided stays on record.

    Raises:
        NotTheWriterError: `actor` does not write for this school.
    """
    purpose = Purpose.objects.select_for_update(of=("self",)).get(pk=purpose.pk)
    policies.require_writer(actor, purpose.school_id)
    if purpose.is_active:
        purpose.is_active = False
        purpose.save(update_fields=["is_active"])
        _announce(PurposeEnded(purpose=purpose.code), purpose, actor=actor, at=at)
    return purpose


def require_kind(code: str, *, sector: Sector) -> Kind:
    """Return what a school of a sector may ask under a code.

    Raises:
        NoConsentNeededError: the law allows it without consent.
        AskedElsewhereError: it cannot be asked on the pages about photos.
        NotAskedError: no school asks such a thing.
    Law: AVG 4(11)
    """
    free_here = needs_no_consent(code, (), sector=sector)
    if free_here:
        raise NoConsentNeededError(*free_here)
    match BY_CODE.get(code):
        case Kind() as kind:
            return kind
        case NoConsent() as free:
            raise NoConsentNeededError(free.why, free.ground)
        case Elsewhere() as other:
            raise AskedElsewhereError(other.why)
        case _:
            raise NotAskedError


def _begin(kind: Kind, school: School) -> Purpose:
    try:
        with transaction.atomic():
            return Purpose.objects.create(
                school=school,
                code=kind.code,
                kind=kind.kind,
                reach=kind.reach,
                icon=kind.icon,
                order=kind.order,
                at_sixteen=kind.at_sixteen,
            )
    except IntegrityError as error:  # somebody else began it at this very moment
        raise AlreadyAskedError from error


def _newest(purpose: Purpose) -> list[Wording]:
    rows = list(Wording.objects.filter(purpose=purpose).order_by("-version", "pk"))
    return [row for row in rows if row.version == rows[0].version]


def _start(on: date, *, after: datetime, at: datetime) -> datetime:
    today = day_of(at)
    if on < today:
        raise InThePastError
    starts = at if on == today else start_of(on)
    if starts < after:
        raise BeforeAnotherError
    return starts


def _require_sound(code: str, words: Mapping[str, Text]) -> None:
    found = flaws(code, words)
    if found:
        raise UnsoundWordsError(found)


def _follow(
    purpose: Purpose,
    words: Mapping[str, Text],
    *,
    version: int,
    is_material: bool,
    starts: datetime,
) -> WordsWritten:
    """Write the words that follow those there are; return what to put on record of it."""
    _write(purpose, words, version=version, is_material=is_material, starts=starts)
    return WordsWritten(
        purpose=purpose.code,
        version=version,
        material=is_material,
        in_force_from=starts.isoformat(),
        languages=tuple(sorted(words)),
    )


def _write(
    purpose: Purpose,
    words: Mapping[str, Text],
    *,
    version: int,
    is_material: bool,
    starts: datetime,
) -> None:
    for language in sorted(words, key=lambda one: one != Language.DUTCH):
        text = words[language]
        Wording.objects.create(
            purpose=purpose,
            version=version,
            language=language,
            is_material=is_material,
            in_force_from=starts,
            sha256=text.sha256,
            **asdict(text),
        )


def _announce(event: Event, purpose: Purpose, *, actor: User, at: datetime) -> None:
    record(event, actor=actor, school=purpose.school.public_id, at=at)
    enqueue("consents.keep_answers", school_id=purpose.school_id)
