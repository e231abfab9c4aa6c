"""What a family reads of what it is asked: each child, each question, what counts now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.turning.rules import is_near
from consents.answers import effective, represented, who_left
from consents.asked import Asked
from consents.choices import AtSixteen, Capacity, Outcome, PurposeKind, Reach, Reason
from consents.models import Decision, Inquiry
from consents.pictures.coming_down import coming_down
from consents.policies import chooses, family
from consents.questions import APART, Asking, together
from consents.rules import CONTACT, Answer, sixteenth_birthday, student_decides
from consents.special.inquiries import Line
from kernel.dates import day_of
from students.models import Guardian

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User
    from consents.models import Purpose
    from consents.pictures.coming_down import ComingDown, Told
    from students.models import Student

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class OwnContact:
    """What a yes to the class list would put on it: nothing, where the school keeps it secret."""

    number: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Question(Asking):
    """One question about one child: the words, the own choice, and what counts now."""

    answer: Answer
    own: Decision | None
    saved: str  # what the own choice is worth now: yes, no, or nothing
    chosen: str
    comes_down: ComingDown | None = None  # what was published before a no
    about: OwnContact | None = None  # what the school knows of the user, where it is about that
    sixteen_on: date | None = None  # from when the student chooses; None where it is not near
    error: str = ""

    @property
    def other_language(self) -> str:
        """Return the language of the words, where it is not that of the page."""
        is_same = self.words.language == (get_language() or self.words.language)[:2]
        return "" if is_same else self.words.language

    @property
    def reach(self) -> Reach:
        """Return who can see the pictures."""
        return Reach(self.purpose.reach)

    @property
    def is_about_pictures(self) -> bool:
        """Tell whether it asks about pictures of the child."""
        return self.purpose.kind == PurposeKind.PICTURES

    @property
    def must_read_again(self) -> bool:
        """Tell whether a yes counts no more because the words have changed."""
        return not self.saved and self.own is not None

    @property
    def depends_on_others(self) -> bool:
        """Tell whether a yes may not be enough."""
        return len(self.answer.deciders) > 1 and not self.answer.granted

    @property
    def holds_at_sixteen(self) -> bool:
        """Tell whether a yes of the guardians is worth something until the student answers."""
        return self.is_about_pictures and self.purpose.at_sixteen == AtSixteen.CARRIES_OVER

    @property
    def on_yes(self) -> str:
        """Return what happens after a yes."""
        return self._filled(self.words.on_yes)

    @property
    def on_withdrawal(self) -> str:
        """Return what happens after a no that follows a yes."""
        return self._filled(self.words.on_withdrawal)

    @property
    def note(self) -> str:
        """Return what counts, where that is not what the user chose; names nobody."""
        if self.saved == YES and not self.answer.granted:
            return _("Another parent may also choose. Not all parents say yes. So it is no.")
        if self.saved or not self.answer.granted:
            return ""
        if self.answer.reason == Reason.CARRIED_OVER:
            return _(
                "Did you not choose yet? Then the choice from before your birthday counts: yes."
            )
        return _("Another parent may also choose. For now it is yes.")

    @property
    def explanation(self) -> str:
        """Return what else there is to know."""
        return self._filled(self.words.explanation)

    def _filled(self, text: str) -> str:
        return text.replace("{name}", self.student.short_name)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a user: the newest choices, what comes down, the contact data by school."""

    near: Mapping[int, date]  # the sixteenth birthday that is told before, by student
    gone: Collection[int]  # who left the school
    represented: Collection[int]  # for whom somebody else decides from sixteen
    own: Mapping[tuple[int, int], Decision]  # by student and purpose
    told: Told
    contacts: Mapping[int, OwnContact]
    singly: Mapping[int, list[Line]]  # what is asked about that student alone


@dataclass(frozen=True, slots=True)
class Card:
    """A child, and the questions about it."""

    student: Student
    group_name: str
    is_own: bool
    may_choose: bool
    has_left: bool
    class_list: UUID | None  # the class whose list the user reads
    asks_religion: bool
    asked_singly: tuple[Line, ...]  # about this child alone, each on a page of its own
    sixteen_on: date | None  # told before; None where it is not near
    is_represented: bool  # somebody decides for the student from sixteen, by order of a court
    questions: tuple[Question, ...]

    @property
    def about_pictures(self) -> list[Question]:
        """Return the questions about pictures of the child."""
        return [q for q in self.questions if q.is_about_pictures]

    @property
    def about_contact(self) -> list[Question]:
        """Return the questions about the contact data of the user."""
        return [q for q in self.questions if not q.is_about_pictures]

    @property
    def ends_at_sixteen(self) -> list[Question]:
        """Return the questions of which the yes of the user ends when the student chooses."""
        return [q for q in self.about_pictures if q.saved == YES and not _goes_on(q)]

    @property
    def holds_at_sixteen(self) -> list[Question]:
        """Return the questions of which the yes of the user then holds until the student chooses.

        As far as it counts: where another guardian says no, there is nothing to hold.
        """
        return [q for q in self.about_pictures if q.saved == YES and _goes_on(q)]

    @property
    def leaves_class_list(self) -> bool:
        """Tell whether the number of the user then comes off the class list."""
        return any(q.saved == YES for q in self.about_contact)

    @property
    def earlier(self) -> list[Question]:
        """Return the questions that the user once answered."""
        return [q for q in self.questions if q.own]

    @property
    def with_pictures(self) -> list[Question]:
        """Return the questions of which pictures must come down, or came down."""
        return [q for q in self.questions if q.comes_down]

    @property
    def open_questions(self) -> int:
        """Return how many questions have no choice yet."""
        return sum(not q.saved for q in self.questions) if self.may_choose else 0


@dataclass(frozen=True, slots=True)
class Page:
    """One question, for all children to whom the same words are shown."""

    questions: tuple[Question, ...]

    @property
    def first(self) -> Question:
        """Return the question for the first child."""
        return self.questions[0]

    @property
    def explanation(self) -> str:
        """Return what else there is to know, for all children together."""
        names = _(" or ").join(q.student.short_name for q in self.questions)
        return self.first.words.explanation.replace("{name}", names)

    @property
    def is_open(self) -> bool:
        """Tell whether the choice for some child is still to be made."""
        return any(not q.saved for q in self.questions)


def _goes_on(question: Question) -> bool:
    return question.holds_at_sixteen and question.answer.granted


def cards(user: User, *, at: datetime) -> tuple[list[Card], list[Decision]]:
    """Return the cards of a user's family, and the own decisions, newest first.

    Seven queries, however many children and questions; one more where the class list is asked,
    one where a child is sixteen, or nearly, and one where something can be asked about one
    student.
    """
    on = day_of(at)
    students = list(family(user, on=on))
    if not students:
        return [], []
    asked = Asked({student.school_id for student in students}, at=at)
    answers = effective(students, at=at, asked=asked.purposes)
    history = list(
        Decision.objects.visible_to(user)
        .select_related("student", "wording", "receipt", "inquiry")
        .newest_first()
    )
    own: dict[tuple[int, int], Decision] = {}
    by_inquiry: dict[int, Decision] = {}
    for decision in sorted(history, key=lambda decision: decision.as_decided.order):
        if decision.inquiry_id is None:
            own[decision.student_id, decision.purpose_id] = decision
        else:
            by_inquiry[decision.inquiry_id] = decision
    turns = {student.pk: _turns(student) for student in students}
    older = [s for s in students if (day := turns[s.pk]) and (day <= on or is_near(day, on=on))]
    others_decide = represented(older, on=on)
    near = {
        key: day
        for key, day in turns.items()
        if day and is_near(day, on=on) and key not in others_decide
    }
    known = Known(
        near=near,
        gone=_gone(answers, on=on),
        singly=_asked_singly(user, asked, by_inquiry, at=at),
        represented=others_decide,
        own=own,
        told=coming_down(user, [student.pk for student in students], at=at),
        contacts=_own_contacts(user) if asked.beside else {},
    )
    made = [
        _card(
            student,
            [
                _question(asked, student, purpose, answers[student.pk], known)
                for purpose in together(asked, student, on=on)
            ],
            asks_religion=any(
                p.kind in APART and p.school_id == student.school_id for p in asked.beside
            ),
            known=known,
            user=user,
            on=on,
        )
        for student in students
    ]
    return made, history


def _gone(answers: Mapping[int, Mapping[str, Answer]], *, on: date) -> set[int]:
    """Return who left the school; an answer about pictures tells it already, without a query."""
    told = {key: a.reason for key, about in answers.items() for a in about.values()}
    left = {key for key, reason in told.items() if reason == Reason.NOT_ENROLLED}
    return left | who_left(answers.keys() - told.keys(), on=on)


def _turns(student: Student) -> date | None:
    return sixteenth_birthday(student.birth_date) if student.birth_date else None


def _asked_singly(
    user: User, asked: Asked, own: Mapping[int, Decision], *, at: datetime
) -> dict[int, list[Line]]:
    """Return what `user` decides on of what is asked about one student, by student."""
    found: dict[int, list[Line]] = defaultdict(list)
    if asked.singly:
        rows = Inquiry.objects.visible_to(user).for_decider(user).not_over(at)
        for row in rows.filter(purpose__in=asked.singly).newest_first():
            line = Line(row, asked.title(row.purpose_id), own.get(row.pk))
            found[row.student_id].append(line)
    return found


def pages(shown: Iterable[Card]) -> list[Page]:
    """Return the questions one by one, each for all children, in the order in which asked."""
    found: dict[tuple[int, str, str], list[Question]] = {}
    for card in shown:
        for q in card.questions if card.may_choose else ():
            key = (q.purpose.order, q.purpose.code, q.words.sha256)
            found.setdefault(key, []).append(q)
    return [Page(tuple(found[key])) for key in sorted(found)]


def _question(
    asked: Asked,
    student: Student,
    purpose: Purpose,
    answers: Mapping[str, Answer],
    known: Known,
) -> Question:
    mine = known.own.get((student.pk, purpose.pk))
    saved = _worth(mine, valid_from=purpose.oldest_valid_version)  # type: ignore[attr-defined]  # annotated
    is_own = purpose.kind in CONTACT
    return Question(
        student=student,
        purpose=purpose,
        words=asked.words_of(purpose.pk),
        in_force=asked.words[purpose.pk],
        answer=_own_answer(mine, saved) if is_own else answers[purpose.code],
        own=mine,
        saved=saved,
        chosen=saved,
        comes_down=known.told.get((student.pk, purpose.pk)),
        about=known.contacts.get(student.school_id) if is_own else None,
        sixteen_on=known.near.get(student.pk),
    )


def _own_contacts(user: User) -> dict[int, OwnContact]:
    """Return what each school knows of the user as a guardian, by school."""
    rows = Guardian.objects.filter(user=user).order_by("-pk")
    return {
        row.school_id: OwnContact(row.mobile, row.address_is_secret or row.phone_is_secret)
        for row in rows
    }


def _own_answer(own: Decision | None, saved: str) -> Answer:
    """Return what counts of the own data: what oneself chose, and nobody else."""
    reason = {YES: Reason.AGREED, NO: Reason.REFUSED}.get(saved, Reason.SILENCE)
    at = own.at if own else None
    return Answer(saved == YES, reason, (Capacity.GUARDIAN,), at)


def _worth(own: Decision | None, *, valid_from: int) -> str:
    if own is None:
        return ""
    if own.outcome != Outcome.GRANTED:
        return NO
    return YES if own.wording.version >= valid_from else ""


def _list_of(student: Student, questions: list[Question]) -> UUID | None:
    """Return the class of which the list is there to read, where the school asks for one."""
    asks = any(q.purpose.kind == PurposeKind.CLASS_LIST for q in questions)
    return student.group_public_id if asks else None  # type: ignore[attr-defined]  # annotated


def _card(
    student: Student,
    questions: list[Question],
    *,
    asks_religion: bool,
    known: Known,
    user: User,
    on: date,
) -> Card:
    has_left = student.pk in known.gone
    grown = student_decides(born_on=student.birth_date, on=on)
    is_own = student.user_id == user.pk
    may_choose = not has_left and chooses(user, student, on=on)
    return Card(
        student=student,
        group_name=student.group_name or "",  # type: ignore[attr-defined]  # annotated
        is_own=is_own,
        may_choose=may_choose,
        has_left=has_left,
        class_list=_list_of(student, questions),
        asks_religion=asks_religion and may_choose and grown == is_own,
        asked_singly=tuple(known.singly.get(student.pk, ())) if may_choose else (),
        sixteen_on=known.near.get(student.pk),
        is_represented=student.pk in known.represented,
        questions=tuple(questions),
    )
