"""The people whom the demo is about: each stands for one thing that schools meet."""

# ruff: noqa: RUF001 - real names have letters that look like others

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from interchange.demo.families import INSTITUTION
from interchange.demo.names import words
from interchange.demo.people import DemoGuardian, DemoStaff, DemoStudent, address
from interchange.rules import school_year_of

if TYPE_CHECKING:
    from collections.abc import Iterable

KERSENHOF = "kersenhof.example.org"
VAARTVELD = "vaartveld.example.org"
PRIMARY_STAFF = (
    DemoStaff("M901", "Sanne", "", "Kuipers", f"sanne.kuipers@{KERSENHOF}", "LRK", "5a"),
    DemoStaff("M902", "Daan", "", "Vermeulen", f"daan.vermeulen@{KERSENHOF}", "LRK", "8a"),
    DemoStaff("M903", "Lonneke", "", "Smeets", f"lonneke.smeets@{KERSENHOF}", "IB"),
    DemoStaff("M904", "Hans", "van", "Dam", f"hans.vandam@{KERSENHOF}", "DIR"),
    DemoStaff("M905", "Iris", "", "Prins", f"iris.prins@{KERSENHOF}", "STA"),
    DemoStaff("M906", "Wendy", "de", "Bruijn", "wendy.debruijn@example.org", "OUD"),
    DemoStaff("M907", "Els", "de", "Wit", f"els.dewit@{KERSENHOF}", "ADM"),
    DemoStaff("0", "", "", "Systeembeheerder", "", ""),
)
SECONDARY_STAFF = (
    DemoStaff(
        "BGM", "Marieke", "van den", "Berg", f"marieke.vandenberg@{VAARTVELD}", "mentor", "2HV1"
    ),
)
CLASSMATES = words(
    "Adam//Jansen Beau/de/Groot Daan//Hendriks Elif//Kaya Finn//Peeters Ilias//Amrani Jasmijn//Vos"
    " Lotte/van/Dijk Mees//Willems Sofia//Nowak Tijn//Verhoeven"
)
GIRLS = frozenset(["Elif", "Jasmijn", "Lotte", "Sofia"])


def parent(
    child: str, name: str, relation: str, authority: str = "Ja", **more: str
) -> DemoGuardian:
    """Return a parent with a name written as `call/prefix/surname`."""
    call_name, prefix, surname = name.split("/")
    return DemoGuardian(
        key=f"O{child}{relation[0]}",
        call_name=call_name,
        prefix=prefix,
        surname=surname,
        relation=relation,
        authority=authority,
        email=address(call_name, prefix, surname, "example.org"),
        mobile=more.get("mobile", "06-12345678"),
        secret="mobile" in more,
    )


def institution(child: str) -> DemoGuardian:
    """Return the institution that has guardianship."""
    mail = "voogdij@jeugdbescherming.example.org"
    return DemoGuardian(f"O{child}i", "", "", INSTITUTION, "instelling", "Ja", mail)


def student(  # noqa: PLR0913 - the parts of one person
    key: str,
    name: str,
    group: str,
    born_on: date,
    *,
    story: str,
    guardians: Iterable[DemoGuardian],
    girl: bool = False,
    left_on: date | None = None,
) -> DemoStudent:
    """Return a student with a name written as `call/prefix/surname`."""
    call_name, prefix, surname = name.split("/")
    level = int(group[0])
    first = 4 if key.startswith("1") else 12
    return DemoStudent(
        key=key,
        call_name=call_name,
        prefix=prefix,
        surname=surname,
        is_girl=girl,
        born_on=born_on,
        group=group,
        year_level=level,
        enrolled_on=min(date(born_on.year + first, 8, 1), left_on or date.max),
        left_on=left_on,
        guardians=tuple(guardians),
        story=story,
    )


def years_before(on: date, years: int, *, days_later: int = 0) -> date:
    """Return the day of birth of who becomes `years` old `days_later` days after `on`."""
    birthday = on + timedelta(days=days_later)
    day = min(birthday.day, 28)
    return date(birthday.year - years, birthday.month, day)


def primary_story(on: date) -> tuple[DemoStudent, ...]:
    """Return the students of the primary school whom the demo is about."""
    year = school_year_of(on)
    one, two = "100001", "100002"
    idrissi = (
        parent(one, "Fatima//El Idrissi", "moeder"),
        parent(one, "Rachid//El Idrissi", "vader"),
    )
    wilde = (
        parent("100003", "Judith/de/Wilde", "moeder"),
        parent("100003", "Bart/de/Wilde", "vader"),
    )
    apart = (
        parent("100007", "Anouk//Smit", "moeder"),
        parent("100007", "Mark//Jansen", "vader", mobile="06-87654321"),
    )
    without = (
        parent("100009", "Hanneke/van 't/Hof", "moeder"),
        parent("100009", "Dennis//Mulder", "vader", "Nee"),
    )
    unknown = (
        parent("100010", "Katarzyna//Wiśniewska", "moeder"),
        parent("100010", "Piotr//Wiśniewski", "vader", "?"),
    )
    placed = (institution("100008"), parent("100008", "Agnieszka//Nowak", "moeder", "Nee"))
    return (
        student(one, "Amira//El Idrissi", "5a", date(year - 9, 11, 3), story="two_children",
                guardians=idrissi, girl=True),
        student(two, "Yusuf//El Idrissi", "8a", date(year - 12, 12, 14), story="two_children",
                guardians=idrissi),
        student("100003", "Lars/de/Wilde", "3a", date(year - 6, 2, 9), story="twin",
                guardians=wilde),
        student("100004", "Lotte/de/Wilde", "3a", date(year - 6, 2, 9), story="twin",
                guardians=wilde, girl=True),
        student("100005", "Sem/de/Vries", "5a", date(year - 8, 3, 1), story="namesake",
                guardians=(parent("100005", "Esther/de/Vries", "moeder"),)),
        student("100006", "Sem/de/Vries", "5a", date(year - 8, 5, 20), story="namesake",
                guardians=(parent("100006", "Sander/de/Vries", "vader"),)),
        student("100007", "Sophie//Jansen", "6a", date(year - 9, 4, 17), story="parents_apart",
                guardians=apart, girl=True),
        student("100008", "Paweł//Nowak", "7a", date(year - 10, 1, 30), story="institution",
                guardians=placed),
        student("100009", "Zoë/van 't/Hof", "4a", date(year - 7, 6, 6), story="no_authority",
                guardians=without, girl=True),
        student("100010", "Łukasz//Wiśniewski", "2a", date(year - 5, 2, 22),
                story="authority_unknown", guardians=unknown),
        *_leavers("10003", "8a", year, age=12),
    )  # fmt: skip


def secondary_story(on: date) -> tuple[DemoStudent, ...]:
    """Return the students of the secondary school whom the demo is about."""
    year = school_year_of(on)
    noor = (
        parent("200001", "Ingrid//Bakker-Visser", "moeder"),
        parent("200001", "Peter//Bakker", "vader"),
    )
    mates = (
        student(str(200002 + number), name, "2HV1", date(year - 14, 11, 2 + number),
                story="class_of_mentor", girl=name.split("/")[0] in GIRLS,
                guardians=(parent(str(200002 + number), _mother_of(name), "moeder"),))
        for number, name in enumerate(CLASSMATES)
    )  # fmt: skip
    ages = (
        ("200020", "Emre//Yıldız", "4H1", years_before(on, 16, days_later=12), "almost_16"),
        ("200021", "Gül//Doğan", "4V1", years_before(on, 15, days_later=-40), "is_15"),
        ("200022", "Fleur/van der/Linden", "5H1", years_before(on, 16, days_later=-60), "is_16"),
        ("200023", "Björn//Şahin", "5V1", years_before(on, 17, days_later=-60), "is_17"),
        ("200024", "Noëlle/in 't/Veld", "6V1", years_before(on, 18, days_later=-30), "is_18"),
    )
    growing = (
        student(key, name, group, born_on, story=story, girl=story in {"is_15", "is_16", "is_18"},
                guardians=(parent(key, _mother_of(name), "moeder"),))
        for key, name, group, born_on, story in ages
    )  # fmt: skip
    return (
        student("200001", "Noor//Bakker", "2HV1", date(year - 13, 3, 12), story="notes",
                guardians=noor, girl=True),
        *mates,
        *growing,
        *_leavers("20003", "5H1", year, age=17),
    )  # fmt: skip


def _mother_of(name: str) -> str:
    return "Linda/" + name.split("/", 1)[1]


def _leavers(keys: str, group: str, year: int, *, age: int) -> tuple[DemoStudent, ...]:
    """Return who left at the end of each of the last three school years."""
    names = ("Youssef//Benali", "Maud/ter/Horst", "Kerem//Öztürk")
    return tuple(
        student(
            f"{keys}{number}",
            name,
            group,
            date(year - number - age, 1, 15),
            story="leaver",
            guardians=(parent(f"{keys}{number}", _mother_of(name), "moeder"),),
            girl=number == 1,
            left_on=date(year - number, 7, 31),
        )
        for number, name in enumerate(names)
    )
