"""Writes a made-up primary school as EDEXML 2.1 or 1.03, one student at a time."""

from __future__ import annotations

from datetime import UTC, datetime, time
from html import escape
from typing import TYPE_CHECKING, TextIO

from interchange.demo.dice import Dice

if TYPE_CHECKING:
    from interchange.demo.people import DemoStaff, DemoStudent
    from interchange.demo.school import DemoSchool

LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
CHESS_PERCENT = 8


def write_edexml(out: TextIO, school: DemoSchool, *, version: str) -> None:
    """Write the school: groups, students and colleagues."""
    is_old = version == "1.03"
    produced = datetime.combine(school.on, time(7, 30), UTC).strftime("%Y-%m-%dT%H:%M:%S")
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<EDEX>\n  <school>\n')
    _element(out, "schooljaar", f"{school.year}-{school.year + 1}", 4)
    if not is_old:
        _element(out, "peildatum", school.on.isoformat(), 4)
    _element(out, "brincode", school.brin, 4)
    _element(out, "dependancecode", "00", 4)
    _element(out, "aanmaakdatum", produced, 4)
    _element(out, "auteur", "Demo", 4)
    _element(out, "xsdversie", version, 4)
    out.write("  </school>\n  <groepen>\n")
    for number in range(school.group_count):
        name, level = school.group(number)
        out.write(f'    <groep key="g{name}"><naam>Groep {name}</naam>')
        out.write(f"<jaargroep>{level}</jaargroep></groep>\n")
    if not is_old:
        out.write('    <samengestelde_groep key="schaak"><naam>Schaakgroep</naam>')
        out.write("</samengestelde_groep>\n")
    out.write("  </groepen>\n  <leerlingen>\n")
    for student in school.students():
        if not (is_old and student.left_on):
            _student(out, school, student, is_old=is_old)
    out.write("  </leerlingen>\n  <leerkrachten>\n")
    for colleague in school.staff():
        _colleague(out, colleague, is_old=is_old)
    out.write("  </leerkrachten>\n</EDEX>\n")


def _element(out: TextIO, name: str, value: object, indent: int = 6) -> None:
    if value:
        out.write(f"{' ' * indent}<{name}>{escape(str(value))}</{name}>\n")


def _student(out: TextIO, school: DemoSchool, student: DemoStudent, *, is_old: bool) -> None:
    dice = Dice(school.seed, school.brin, "extra", student.key)
    eckid = "" if is_old else f' eckid="https://ketenid.example.org/{_digest(dice)}"'
    out.write(f'    <leerling key="{student.key}"{eckid}>\n')
    _element(out, "achternaam", student.surname)
    _element(out, "voorvoegsel", student.prefix)
    _element(out, "voorletters-1", student.call_name[0])
    _element(out, "roepnaam", student.call_name)
    _element(out, "geboortedatum", student.born_on)
    _element(out, "geslacht", 2 if student.is_girl else 1)
    if student.left_on:
        _element(out, "jaargroep", "H")
    else:
        if not is_old:
            _element(out, "jaargroep", student.year_level)
        out.write(f'      <groep key="g{student.group}"/>\n')
        if not is_old and dice.chance(CHESS_PERCENT):
            out.write('      <samengestelde_groepen><samengestelde_groep key="schaak"/>')
            out.write("</samengestelde_groepen>\n")
    _element(
        out, "postcodenl", f"{1000 + dice.below(9000)}{dice.pick(LETTERS)}{dice.pick(LETTERS)}"
    )
    _element(out, "instroomdatum", student.enrolled_on)
    _element(out, "uitstroomdatum", student.left_on or "")
    out.write("    </leerling>\n")


def _colleague(out: TextIO, colleague: DemoStaff, *, is_old: bool) -> None:
    out.write(f'    <leerkracht key="{colleague.key}">\n')
    _element(out, "achternaam", colleague.surname)
    _element(out, "voorvoegsel", colleague.prefix)
    _element(out, "voorletters-1", colleague.call_name[:1])
    _element(out, "roepnaam", colleague.call_name)
    if not is_old:
        _element(out, "emailadres", colleague.email)
        _element(out, "rol", colleague.role)
    if colleague.group:
        out.write(f'      <groepen><groep key="g{colleague.group}"/></groepen>\n')
    out.write("    </leerkracht>\n")


def _digest(dice: Dice) -> str:
    return "".join(f"{dice.below(1 << 32):08x}" for _ in range(4))
