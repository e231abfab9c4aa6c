"""Terms, weeks and how follow-ups stand. Pure: no database, no clock, no request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from access.choices import Category as Data
from dossiers.choices import Category, Pictures, Urgency

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

BODY_LENGTH = 20_000
TITLE_LENGTH = 120
FOLLOW_UP_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Compartment:
    """A part of the file that pages open: its entries, and the row of the access matrix for it."""

    category: Category
    data: Data

    @property
    def read(self) -> str:
        """Return the permission of whoever reads it."""
        return f"read_{self.data}"

    @property
    def write(self) -> str:
        """Return the permission of whoever writes it."""
        return f"write_{self.data}"


NOTES = Compartment(Category.CONVERSATION_NOTE, Data.CONVERSATION_NOTES)
ADVICE = Compartment(Category.LESSON_ADVICE, Data.LESSON_ADVICE)
CARE = Compartment(Category.CARE_NOTE, Data.CARE_NOTES)
# What pages open; entries of every other category are closed.
COMPARTMENTS = {each.category: each for each in (NOTES, ADVICE, CARE)}

# Code of the rule in the retention schedule that ends an entry of this category.
RULE_OF: dict[Category, str] = {
    Category.CONVERSATION_NOTE: "R14",
    Category.LESSON_ADVICE: "R01",
    Category.CARE_NOTE: "R09",
    Category.SUPPORT_FILE: "R09",
    Category.TEST_RESULT: "R16",
    Category.ATTENDANCE: "R04",
    Category.HEALTH_CARD: "R18",
}
RULES = tuple(dict.fromkeys(RULE_OF.values()))


def categories_under(rule: str) -> list[Category]:
    """Return the categories that retention rule `rule` ends."""
    return [category for category, code in RULE_OF.items() if code == rule]


def last_day_of_week(day: date) -> date:
    """Return the Sunday that ends the week of `day`."""
    return day + timedelta(days=6 - day.weekday())


def urgency(due_on: date, *, on: date) -> Urgency:
    """Tell how a follow-up for `due_on` stands on day `on`; that day itself is not late."""
    if due_on < on:
        return Urgency.OVERDUE
    if due_on <= last_day_of_week(on):
        return Urgency.THIS_WEEK
    return Urgency.LATER


def pictures(*, granted: Collection[bool], silent: Collection[bool]) -> Pictures:
    """Sum up the answers about pictures: per place whether it is a yes, and whether nobody chose.

    Silence is no.

    Law: AVG 4(11)
    """
    if granted and all(granted):
        return Pictures.EVERYWHERE
    if any(granted):
        return Pictures.SOMEWHERE
    return Pictures.UNANSWERED if all(silent) else Pictures.NOWHERE


def spent(opened: Mapping[str, int], *, limits: Mapping[str, int]) -> str | None:
    """Return within which stretch (`hour`, `day`) one more file is too many; None where none is.

    `opened` says how many other files were opened in each; a limit is the last that is allowed.
    """
    return next((name for name, limit in limits.items() if opened[name] >= limit), None)
