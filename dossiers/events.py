"""What happens to entries of a file, and to follow-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from audit.events import Event, register
from dossiers.choices import Category

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@register
@dataclass(frozen=True, slots=True)
class NotesRead(Event):
    """Somebody read notes about one student, on the ground of these assignments."""

    name: ClassVar[str] = "dossiers.notes_read"
    what: ClassVar[StrPromise | str] = _("Conversation notes")

    notes: int
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class AdviceRead(Event):
    """Somebody read the advice for lessons of one student."""

    name: ClassVar[str] = "dossiers.advice_read"
    what: ClassVar[StrPromise | str] = _("Advice for lessons")

    notes: int
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class CareNotesRead(Event):
    """Somebody read notes of the care team about one student."""

    name: ClassVar[str] = "dossiers.care_notes_read"
    what: ClassVar[StrPromise | str] = _("Notes of the care team")

    notes: int
    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class AdviceListRead(Event):
    """Somebody saw in a list since when there is advice for lessons of a student, or none."""

    name: ClassVar[str] = "dossiers.advice_list_read"
    what: ClassVar[StrPromise | str] = _("In a list: whether there is advice for lessons")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class CareListRead(Event):
    """Somebody saw in a list since when there are notes of the care team, or none."""

    name: ClassVar[str] = "dossiers.care_list_read"
    what: ClassVar[StrPromise | str] = _("In a list: whether there are notes of the care team")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class OverviewRead(Event):
    """Somebody saw when there were talks with a student, or what was agreed, in a list."""

    name: ClassVar[str] = "dossiers.overview_read"
    what: ClassVar[StrPromise | str] = _("In a list: when there was a talk and what was agreed")

    assignments: tuple[int, ...]


@register
@dataclass(frozen=True, slots=True)
class NoteWritten(Event):
    """Somebody wrote an entry; or a new version of one, and then `corrects` is the old one."""

    name: ClassVar[str] = "dossiers.note_written"

    entry: int
    category: str
    kind: str
    corrects: int | None


@register
@dataclass(frozen=True, slots=True)
class FollowUpTicked(Event):
    """Somebody ticked a follow-up off, or opened it again."""

    name: ClassVar[str] = "dossiers.follow_up_ticked"

    follow_up: int
    done: bool


@register
@dataclass(frozen=True, slots=True)
class EntriesPlaced(Event):
    """Entries came in from elsewhere."""

    name: ClassVar[str] = "dossiers.placed"

    entries: int


@register
@dataclass(frozen=True, slots=True)
class ReadingStopped(Event):
    """Somebody had opened as many files as anybody may within an hour or a day; no more opened."""

    name: ClassVar[str] = "dossiers.reading_stopped"

    within: str
    files: int


# In what somebody is put on record who opens a compartment of one student; it is what the
# budget of reading counts.
OPENED: dict[Category, type[NotesRead | AdviceRead | CareNotesRead]] = {
    Category.CONVERSATION_NOTE: NotesRead,
    Category.LESSON_ADVICE: AdviceRead,
    Category.CARE_NOTE: CareNotesRead,
}
LISTED: dict[Category, type[OverviewRead | AdviceListRead | CareListRead]] = {
    Category.CONVERSATION_NOTE: OverviewRead,
    Category.LESSON_ADVICE: AdviceListRead,
    Category.CARE_NOTE: CareListRead,
}
