"""A made-up school: its classes, its colleagues and, one by one, its students."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_lowercase
from typing import TYPE_CHECKING

from interchange.demo import names
from interchange.demo.dice import Dice
from interchange.demo.families import family
from interchange.demo.people import DemoStaff, DemoStudent, address
from interchange.rules import school_year_of

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASS_SIZE = 24
TWINS_PERCENT = 3
LEAVERS_PER_HUNDRED = 9
YEARS_OF_LEAVERS = 3
STREAMS = (
    (1, "HV"),
    (2, "HV"),
    (3, "H"),
    (3, "V"),
    (4, "H"),
    (4, "V"),
    (5, "H"),
    (5, "V"),
    (6, "V"),
)
PRIMARY_YEARS = 8


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """A school with as many students as asked; `story` come first."""

    brin: str
    name: str
    sector: str
    domain: str
    first_key: int
    size: int
    story: tuple[DemoStudent, ...]
    story_staff: tuple[DemoStaff, ...]
    seed: int
    on: date

    @property
    def is_secondary(self) -> bool:
        """Tell whether it is a secondary school."""
        return self.sector == "secondary"

    @property
    def year(self) -> int:
        """Return the year in which the school year begins."""
        return school_year_of(self.on)

    @property
    def group_count(self) -> int:
        """Return how many classes there are."""
        least = len(STREAMS) if self.is_secondary else PRIMARY_YEARS
        return max(least, -(-self.size // CLASS_SIZE))

    def group(self, number: int) -> tuple[str, int]:
        """Return the name and year of a class."""
        if self.is_secondary:
            parallel, place = divmod(number, len(STREAMS))
            level, stream = STREAMS[place]
            return f"{level}{stream}{parallel + 1}", level
        parallel, level = divmod(number, PRIMARY_YEARS)
        return f"{level + 1}{_letters(parallel)}", level + 1

    def teacher(self, number: int) -> DemoStaff:
        """Return the class teacher or mentor of a class."""
        group, _level = self.group(number)
        for colleague in self.story_staff:
            if colleague.group == group:
                return colleague
        dice = Dice(self.seed, self.brin, "staff", number)
        call_name = dice.pick(names.ADULTS_F if dice.chance(70) else names.ADULTS_M)
        prefix, surname = dice.pick(names.SURNAMES)
        mail = address(call_name, prefix, surname, self.domain).replace("@", f".{number + 1}@")
        return DemoStaff(f"L{number + 1:03}", call_name, prefix, surname, mail, "LRK", group)

    def staff(self) -> Iterator[DemoStaff]:
        """Yield all colleagues, the teachers of the classes first."""
        for number in range(self.group_count):
            yield self.teacher(number)
        taught = {self.group(number)[0] for number in range(self.group_count)}
        yield from (one for one in self.story_staff if one.group not in taught)

    def students(self) -> Iterator[DemoStudent]:
        """Yield the students: those of the story, those of now, those who left."""
        yield from self.story
        others = self.size - len(self.story)
        leavers = self.size * LEAVERS_PER_HUNDRED // 100
        for number in range(max(0, others)):
            yield self._student(number, has_left=number - number % 2 >= others - leavers)

    def _student(self, number: int, *, has_left: bool) -> DemoStudent:
        pair = Dice(self.seed, self.brin, "pair", number // 2)
        is_twin = pair.chance(TWINS_PERCENT)
        dice = Dice(self.seed, self.brin, "student", number)
        shared = pair if is_twin else dice
        group, level = self.group(shared.below(self.group_count))
        left_on = self._left_on(shared) if has_left else None
        year = school_year_of(left_on) if left_on else self.year
        born_on = _born_on(shared, year, level + (8 if self.is_secondary else 0))
        is_girl = dice.chance(50)
        key = self.first_key + number
        prefix, surname = shared.pick(names.SURNAMES)
        return DemoStudent(
            key=str(key),
            call_name=dice.pick(names.GIRLS if is_girl else names.BOYS),
            prefix=prefix,
            surname=surname,
            is_girl=is_girl,
            born_on=born_on,
            group=group,
            year_level=level,
            enrolled_on=date(year - level + 1, 8, 1),
            left_on=left_on,
            guardians=family(shared, f"{key - number % 2 if is_twin else key}", prefix, surname),
            story="twin" if is_twin else "",
        )

    def _left_on(self, dice: Dice) -> date:
        last = date(self.year - dice.below(YEARS_OF_LEAVERS), 7, 31)
        return last if dice.chance(75) else last - timedelta(days=dice.below(250))


def _born_on(dice: Dice, year: int, level: int) -> date:
    """Return a day of birth that fits year `level`, counted from the first of primary school."""
    return date(year - 4 - level, 10, 1) + timedelta(days=dice.below(364))


def _letters(number: int) -> str:
    more, place = divmod(number, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[place]
