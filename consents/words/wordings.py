"""What pages show of the words of questions: all versions, what changed, how parents see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from accounts.choices import AT_WORK, Language
from consents import policies
from consents.cards import Question
from consents.choices import Capacity, Reason
from consents.models import Purpose, Wording
from consents.rules import Answer
from consents.words import translations
from consents.words.readability import changes
from consents.words.soundness import LABELS
from kernel.dates import day_of
from schools.models import School
from students.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from consents.words.texts import Text

SOMEBODY = "Sanne"  # the name of a child in a preview; nobody at the school


@dataclass(frozen=True, slots=True)
class Line:
    """A question of a school: the words now, in which languages, and what is planned."""

    purpose: Purpose
    now: tuple[Wording, ...]
    planned: Wording | None

    @property
    def title(self) -> str:
        """Return the title in Dutch, which is always there."""
        return next(one.title for one in self.now if one.language == Language.DUTCH)

    @property
    def version(self) -> Wording:
        """Return the version in force."""
        return self.now[0]

    @property
    def since(self) -> date:
        """Return the day on which the version came into force."""
        return day_of(self.version.in_force_from)

    @property
    def planned_on(self) -> date | None:
        """Return the day on which the next version comes into force."""
        return day_of(self.planned.in_force_from) if self.planned else None

    @property
    def translated(self) -> dict[Language, Text]:
        """Return the translations that wait until they are approved.

        None where the next version was planned: who plans it, lets it be translated.
        """
        words = {one.language: one.text for one in self.now}
        return {} if self.planned else translations.waiting(self.purpose.code, words)

    @property
    def lacking(self) -> list[str]:
        """Return the languages in which parents read Dutch instead."""
        return lacking(one.language for one in self.now)


@dataclass(frozen=True, slots=True)
class At:
    """A school, and what it asks."""

    school: School
    may_write: bool
    lines: tuple[Line, ...]
    ended: tuple[Line, ...]

    @property
    def translated(self) -> list[tuple[Language, int]]:
        """Return in which languages translations wait, and of how many questions."""
        counts = Counter(language for line in self.lines for language in line.translated)
        return [(language, counts[language]) for language in Language if language in counts]


@dataclass(frozen=True, slots=True)
class Translated:
    """A question with a translation that waits until it is approved, beside the Dutch words."""

    line: Line
    text: Text

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Return the parts: what each is, in Dutch, and as translated."""
        dutch = next(one for one in self.line.now if one.language == Language.DUTCH)
        return [
            (str(label), getattr(dutch, part), getattr(self.text, part))
            for part, label in LABELS.items()
        ]


@dataclass(frozen=True, slots=True)
class Column:
    """The words of one version in one language, part by part, each as pieces that changed."""

    language: Language
    is_there: bool
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version: whether it is planned, in force or over, and its words side by side."""

    number: int
    is_material: bool
    starts: datetime
    state: str  # planned, now, over
    title: str  # in Dutch
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The question as parents see it in one language; in Dutch where that is not there."""

    language: Language
    html: str
    is_dutch_instead: bool
    on_yes: str
    on_withdrawal: str


def overview(user: User, *, at: datetime) -> list[At]:
    """Return, by school, what is asked and what is planned. Four queries."""
    schools = School.objects.where(user, policies.READ_TEXTS).order_by("name", "pk")
    written = set(policies.schools_written_for(user).values_list("pk", flat=True))
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(Purpose.objects.filter(school__in=schools), at=at):
        lines[line.purpose.school_id].append(line)
    return [
        At(
            school,
            school.pk in written,
            tuple(line for line in lines[school.pk] if line.purpose.is_active),
            tuple(line for line in lines[school.pk] if not line.purpose.is_active),
        )
        for school in schools
    ]


def translated(school: School, language: Language, *, at: datetime) -> list[Translated]:
    """Return what a school asks of which a translation into a language waits. Two queries."""
    lines = _lines(Purpose.objects.filter(school=school, is_active=True), at=at)
    found = [(line, line.translated.get(language)) for line in lines]
    return [Translated(line, text) for line, text in found if text]


def _lines(purposes: QuerySet[Purpose], *, at: datetime) -> list[Line]:
    words: dict[int, list[Wording]] = defaultdict(list)
    for wording in Wording.objects.filter(purpose__in=purposes).order_by("-version", "pk"):
        words[wording.purpose_id].append(wording)
    listed = purposes.order_by("order", "pk")
    return [_line(purpose, words[purpose.pk], at=at) for purpose in listed]


def _line(purpose: Purpose, newest_first: list[Wording], *, at: datetime) -> Line:
    begun = [one for one in newest_first if one.in_force_from <= at]
    later = [one for one in newest_first if one.in_force_from > at]
    now = tuple(one for one in begun if one.version == begun[0].version)
    return Line(purpose, now, later[-1] if later else None)


def versions(purpose: Purpose, *, at: datetime) -> list[Version]:
    """Return all versions of a question, newest first, each beside the one before. One query."""
    found: dict[int, dict[str, Wording]] = {}
    for wording in Wording.objects.filter(purpose=purpose).order_by("version", "pk"):
        found.setdefault(wording.version, {})[wording.language] = wording
    in_force = max(n for n, words in found.items() if _dutch(words).in_force_from <= at)
    made = [
        _version(number, words, found.get(number - 1, {}), in_force=in_force)
        for number, words in found.items()
    ]
    return made[::-1]


def _dutch(words: Mapping[str, Wording]) -> Wording:
    return words[Language.DUTCH]


def _version(
    number: int, words: Mapping[str, Wording], before: Mapping[str, Wording], *, in_force: int
) -> Version:
    first = _dutch(words)
    state = "planned" if number > in_force else "now" if number == in_force else "over"
    columns = tuple(
        _column(language, words.get(language), before.get(language))
        for language in Language
        if language in AT_WORK or language in {*words, *before}
    )
    return Version(number, first.is_material, first.in_force_from, state, first.title, columns)


def _column(language: Language, words: Wording | None, before: Wording | None) -> Column:
    if words is None:
        return Column(language, is_there=False, parts=())
    parts = tuple(
        (
            str(label),
            tuple(changes(getattr(before, part) if before else getattr(words, part),
                          getattr(words, part))),
        )
        for part, label in LABELS.items()
    )  # fmt: skip
    return Column(language, is_there=True, parts=parts)


def newest(purpose: Purpose) -> tuple[int, dict[str, Text]]:
    """Return the number and the words of the newest version, also where it is yet to come."""
    rows = list(Wording.objects.filter(purpose=purpose).order_by("-version", "pk"))
    number = rows[0].version
    return number, {one.language: one.text for one in rows if one.version == number}


def lacking(languages: Iterable[str]) -> list[str]:
    """Return the names of the languages that are not there."""
    there = set(languages)
    return [str(language.label) for language in Language if language not in there]


def previews(purpose: Purpose, words: Mapping[str, Text]) -> list[Preview]:
    """Return the question as parents will see it in each language; nothing is saved.

    It is the template of the page of parents, about a child that is not there. That parents
    read Dutch is shown once, in English; not again for each language that is not written.
    """
    return [
        _preview(purpose, words, language)
        for language in Language
        if language in AT_WORK or language in words
    ]


def _preview(purpose: Purpose, words: Mapping[str, Text], language: Language) -> Preview:
    is_there = language in words
    shown = words[language if is_there else Language.DUTCH]
    wording = Wording(
        purpose=purpose,
        version=1,
        language=language if is_there else Language.DUTCH,
        **{part: getattr(shown, part) for part in LABELS},
    )
    with translation.override(language):
        question = _question(purpose, wording)
        html = render_to_string("consents/_question.html", {"q": question, "is_own": False})
    return Preview(language, html, not is_there, question.on_yes, question.on_withdrawal)


def _question(purpose: Purpose, wording: Wording) -> Question:
    return Question(
        student=Student(call_name=SOMEBODY, school=purpose.school),
        purpose=purpose,
        words=wording,
        in_force={},
        answer=Answer(granted=False, reason=Reason.SILENCE, deciders=(Capacity.GUARDIAN,)),
        own=None,
        saved="",
        chosen="",
    )
