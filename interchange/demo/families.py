"""Who looks after a made-up student: together, apart, alone, or an institution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interchange.demo import names
from interchange.demo.people import DemoGuardian, mail_name

if TYPE_CHECKING:
    from interchange.demo.dice import Dice

# Of a hundred families: one parent, a father without authority, one of whom the school does
# not know it, and, at the end, those with an institution.
ONE_PARENT_BELOW = 12
NO_AUTHORITY_BELOW = 18
UNKNOWN_AUTHORITY_BELOW = 22
INSTITUTION_FROM = 98
INSTITUTION = "Jeugdbescherming Waterland"


def family(dice: Dice, key: str, prefix: str, surname: str) -> tuple[DemoGuardian, ...]:
    """Return the guardians of the student with number `key`."""
    throw = dice.below(100)
    mother = _parent(dice, f"O{key}1", "moeder", *_own_or(dice, prefix, surname, 55))
    if throw < ONE_PARENT_BELOW:
        return (mother,)
    father = _parent(dice, f"O{key}2", "vader", prefix, surname, _authority(throw))
    if throw >= INSTITUTION_FROM:
        return (_institution(key), _parent(dice, f"O{key}1", "moeder", prefix, surname, "Nee"))
    return mother, father


def _authority(throw: int) -> str:
    """Return what is known of a father's authority; not every school has written it down."""
    if throw < NO_AUTHORITY_BELOW:
        return "Nee"
    return "?" if throw < UNKNOWN_AUTHORITY_BELOW else "Ja"


def _own_or(dice: Dice, prefix: str, surname: str, percent: int) -> tuple[str, str]:
    return (prefix, surname) if dice.chance(percent) else dice.pick(names.SURNAMES)


def _parent(
    dice: Dice, key: str, relation: str, prefix: str, surname: str, authority: str = "Ja"
) -> DemoGuardian:
    call_name = dice.pick(names.ADULTS_F if relation == "moeder" else names.ADULTS_M)
    return DemoGuardian(
        key=key,
        call_name=call_name,
        prefix=prefix,
        surname=surname,
        relation=relation,
        authority=authority,
        email=f"{mail_name(call_name)}.{mail_name(surname)}.{key.lower()}@example.org",
        mobile=f"06-{10_000_000 + dice.below(90_000_000)}",
        secret=dice.chance(2),
    )


def _institution(key: str) -> DemoGuardian:
    return DemoGuardian(
        key=f"O{key}3",
        call_name="",
        prefix="",
        surname=INSTITUTION,
        relation="instelling",
        authority="Ja",
        email=f"team.{key}@jeugdbescherming.example.org",
    )
