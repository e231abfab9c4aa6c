"""Conversation notes as mentors write them: what was seen, said and agreed; no diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from interchange.demo.dice import Dice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interchange.demo.people import DemoStudent
    from interchange.demo.school import DemoSchool

WITHOUT_PERCENT = 40
SCHOOL_DAYS = 5


@dataclass(frozen=True, slots=True)
class DemoNote:
    """One note about one student."""

    kind: str
    title: str
    text: str
    follow_up: str = ""


NOTES = (
    DemoNote(
        "mentor",
        "Kennismaking",
        "{name} voelt zich thuis in de klas. Na school is er veel tijd voor sport. {name} zit"
        " graag vooraan, omdat opletten dan beter lukt.",
    ),
    DemoNote(
        "mentor",
        "Huiswerk plannen",
        "{name} begint laat met leren voor toetsen. Wij hebben samen een weekplanning gemaakt."
        " Elke zondag vult {name} die in.",
        "Samen naar de planning kijken: is het gelukt?",
    ),
    DemoNote(
        "mentor",
        "Werken in een groepje",
        "Ik zie dat {name} goed luistert naar anderen, maar zelf weinig zegt. Wij spreken af: bij"
        " de volgende opdracht neemt {name} een keer de leiding.",
        "Vragen hoe de opdracht ging.",
    ),
    DemoNote(
        "mentor",
        "Voortgang",
        "De cijfers zijn stabiel. Engels gaat duidelijk beter dan in de vorige periode. {name} is"
        " daar trots op en wil dit nu ook bij Frans proberen.",
    ),
    DemoNote(
        "mentor",
        "Ruzie in de pauze",
        "{name} had woorden met een klasgenoot over een spel op het plein. Beiden hebben verteld"
        " wat er gebeurde en hebben het daarna uitgepraat. De sfeer is weer goed.",
        "Vragen of het nog steeds goed gaat in de pauze.",
    ),
    DemoNote(
        "parents",
        "Oudergesprek",
        "Ouders zijn tevreden over dit schooljaar. Thuis vertelt {name} veel over de les. Zij"
        " vragen of er extra leesboeken mee naar huis mogen. Dat mag.",
        "Leesboeken klaarleggen.",
    ),
    DemoNote(
        "parents",
        "Gesprek over de profielkeuze",
        "Wij spraken over de vakken van volgend jaar. {name} twijfelt nog tussen twee profielen en"
        " gaat naar de voorlichting. Moeder gaat mee.",
        "Keuze doorgeven aan de decaan.",
    ),
    DemoNote(
        "phone",
        "Telefoongesprek met moeder",
        "Moeder belde: {name} slaapt kort omdat het thuis verbouwd wordt. Dat duurt nog drie"
        " weken. Wij letten op school wat extra op en geven iets meer tijd voor huiswerk.",
        "Na de verbouwing weer bellen.",
    ),
    DemoNote(
        "phone",
        "Telefoongesprek met vader",
        "Vader herkent het beeld: {name} vindt presenteren spannend. Thuis oefenen zij samen. De"
        " eerste presentatie mag voor een kleine groep.",
    ),
    DemoNote(
        "short",
        "Te laat",
        "{name} was deze week twee keer te laat door de bus. Wij spraken af: een bus eerder.",
    ),
    DemoNote(
        "short",
        "Compliment",
        "{name} hielp uit zichzelf een nieuwe leerling met het rooster. Dat heb ik benoemd.",
    ),
    DemoNote(
        "short",
        "Boeken kwijt",
        "{name} was een tas kwijt. De conciërge heeft hem gevonden bij de gymzaal.",
    ),
)
OF_NOOR = (
    (-3, DemoNote(
        "mentor", "Tempo bij wiskunde",
        "Noor vindt dat de uitleg bij wiskunde snel gaat. Ze maakt haar huiswerk, maar snapt niet"
        " alles. Ze durft in de les niet goed om hulp te vragen. Ik zie dat haar laatste twee"
        " toetsen lager zijn dan vorig jaar. Noor gaat op dinsdag naar het steunuur wiskunde.",
        "Vragen of het steunuur helpt.")),
    (-16, DemoNote(
        "phone", "Telefoongesprek met vader",
        "Vader merkt thuis ook dat Noor onzeker is over wiskunde. Hij vindt het steunuur een goed"
        " idee en bespreekt dit met Noor.")),
    (-74, DemoNote(
        "mentor", "Kennismaking",
        "Noor voelt zich thuis in de klas. Ze speelt voetbal en zit graag vooraan, omdat ze dan"
        " beter kan opletten.")),
)  # fmt: skip


def notes_of(school: DemoSchool) -> Iterator[dict[str, object]]:
    """Yield the notes about the students of a school, as they stand in `notes.json`."""
    authors = {
        one.group: one.email for one in map(school.teacher, range(school.group_count)) if one.group
    }
    for student in school.students():
        for on, note in _of_student(school, student):
            yield {
                "school": school.brin,
                "student": student.key,
                "author": authors[student.group],
                "kind": note.kind,
                "on": on.isoformat(),
                "title": note.title,
                "text": note.text.format(name=student.call_name),
                "follow_up": note.follow_up,
                "follow_up_on": _later(on).isoformat() if note.follow_up else None,
            }


def _of_student(school: DemoSchool, student: DemoStudent) -> Iterator[tuple[date, DemoNote]]:
    if student.story == "notes":
        yield from ((_weekday(school.on + timedelta(days=days)), n) for days, n in OF_NOOR)
        return
    dice = Dice(school.seed, school.brin, "notes", student.key)
    if not student.story and dice.chance(WITHOUT_PERCENT):
        return
    last = min(student.left_on or school.on, school.on)
    first = max(student.enrolled_on, last - timedelta(days=330))
    start = dice.below(len(NOTES))
    for number in range(1 + dice.below(3)):
        day = first + timedelta(days=dice.below(max(1, (last - first).days)))
        yield _weekday(day), NOTES[(start + 5 * number) % len(NOTES)]


def _later(day: date) -> date:
    return _weekday(day + timedelta(days=14))


def _weekday(day: date) -> date:
    """Return the day itself, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - SCHOOL_DAYS + 1))
