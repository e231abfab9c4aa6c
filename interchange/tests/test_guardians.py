"""Lists of guardians: unknown authority stays unknown, nobody is merged on a mailbox."""

from __future__ import annotations

import pytest

from interchange.choices import Code, Relation, Stated
from interchange.records import GuardianRecord, GuardianshipRecord
from interchange.tests.builders import GUARDIAN_HEADER, Result, read_rows


def guardians(*rows: str, header: str = GUARDIAN_HEADER) -> Result:
    return read_rows(*rows, header=header)


@pytest.mark.parametrize(
    ("written", "authority"),
    [
        *((word, Stated.YES) for word in ("J", "Ja", "1", "true", "X", "ja ")),
        *((word, Stated.NO) for word in ("N", "Nee", "0", "false")),
        *((word, Stated.UNKNOWN) for word in ("", "?", "onbekend", "misschien", "gezamenlijk")),
    ],
)
def test_authority_is_yes_no_or_unknown(written: str, authority: Stated) -> None:
    found = guardians(f"1001;O1;Bakker;moeder;{written};")
    assert found.of(GuardianshipRecord)[0].authority == authority
    assert (Code.UNKNOWN_AUTHORITY in found.codes()) == (authority == Stated.UNKNOWN)


def test_without_a_column_authority_is_unknown() -> None:
    found = guardians(
        "1001;O1;Bakker;moeder", header="Leerlingnummer;Oudernummer;Achternaam;Relatie"
    )
    assert found.of(GuardianshipRecord)[0].authority == Stated.UNKNOWN


@pytest.mark.parametrize(
    ("written", "relation"),
    [
        ("Moeder", Relation.MOTHER),
        ("pleegvader", Relation.FOSTER_PARENT),
        ("gecertificeerde instelling", Relation.INSTITUTION),
        ("buurman", Relation.OTHER),
        ("", Relation.OTHER),
    ],
)
def test_a_relation_that_is_not_known_becomes_other(written: str, relation: Relation) -> None:
    found = guardians(f"1001;O1;Bakker;{written};Ja;")
    assert found.of(GuardianshipRecord)[0].relation == relation
    assert (Code.UNKNOWN_RELATION in found.codes()) == (written == "buurman")


def test_two_guardians_with_one_mailbox_stay_two_people() -> None:
    rows = ("1001;;Bakker;moeder;Ja;us@example.org", "1001;;Visser;vader;Ja;us@example.org")
    assert len({g.ref for g in guardians(*rows).of(GuardianRecord)}) == 2


def test_without_a_number_one_name_at_two_children_is_two_people() -> None:
    rows = ("1001;;Bakker;moeder;Ja;us@example.org", "1002;;Bakker;moeder;Ja;us@example.org")
    assert len({g.ref for g in guardians(*rows).of(GuardianRecord)}) == 2


def test_a_guardian_with_a_number_is_given_once_for_all_children() -> None:
    rows = ("1001;O1;Bakker;moeder;Ja;", "1002;O1;Bakker;moeder;Nee;")
    found = guardians(*rows)
    assert [g.key for g in found.of(GuardianRecord)] == ["O1"]
    said = {link.student_key: link.authority for link in found.of(GuardianshipRecord)}
    assert said == {"1001": Stated.YES, "1002": Stated.NO}


def test_two_people_under_one_number_are_both_rejected() -> None:
    rows = ("1001;O1;Bakker;moeder;Ja;", "1002;O1;Visser;moeder;Ja;", "1003;O2;Vos;vader;Ja;")
    found = guardians(*rows)
    assert [g.key for g in found.of(GuardianRecord)] == ["O2"]
    assert found.lines(Code.DUPLICATE_KEY) == [2, 3]


def test_the_same_link_twice_is_one_link_and_two_that_differ_are_none() -> None:
    same = ("1001;O1;Bakker;moeder;Ja;", "1001;O1;Bakker;moeder;Ja;")
    differ = ("1002;O2;Vos;vader;Ja;", "1002;O2;Vos;vader;Nee;")
    found = guardians(*same, *differ)
    assert [link.student_key for link in found.of(GuardianshipRecord)] == ["1001"]
    assert found.lines(Code.DUPLICATE_KEY) == [4, 5]


def test_a_guardian_without_a_child_or_a_name_does_not_count() -> None:
    rows = (";O1;Bakker;moeder;Ja;", "1001;;;moeder;Ja;", "1001;O2;;vader;Ja;", "1001;O3;Vos;;Ja;")
    found = guardians(*rows)
    assert [g.key for g in found.of(GuardianRecord)] == ["O3"]
    assert found.lines(Code.KEY_MISSING) == [2]
    assert found.lines(Code.NAME_MISSING) == [3, 4]


def test_a_list_of_children_gives_a_link_for_each() -> None:
    header = "Code;Achternaam;Email;Leerlingcodes"
    found = read_rows('O1;Bakker;a@example.org;"1001,1002"', header=header)
    assert [link.student_key for link in found.of(GuardianshipRecord)] == ["1001", "1002"]


def test_the_wide_layout_has_two_guardians_in_a_row() -> None:
    header = (
        "Stamnummer;Roepnaam;Achternaam;Achternaam ouder/verzorger 1;Gezag ouder/verzorger 1;"
        "Ouder/verzorger 2 achternaam;Ouder/verzorger 2 gezag;E-mailadres ouder/verzorger 2"
    )
    found = read_rows(
        "1001;Noor;Bakker;Visser;Ja;Bakker;?;b@example.org",
        "1002;Beau;Groot;Groot;Nee;;;",
        header=header,
    )
    assert [g.surname for g in found.of(GuardianRecord)] == ["Visser", "Bakker", "Groot"]
    assert [(link.priority, link.authority) for link in found.of(GuardianshipRecord)] == [
        (1, Stated.YES),
        (2, Stated.UNKNOWN),
        (1, Stated.NO),
    ]


@pytest.mark.parametrize(("secret", "kept"), [("J", ""), ("?", ""), ("N", "0612"), ("", "0612")])
def test_a_secret_number_is_left_out(secret: str, kept: str) -> None:
    header = f"{GUARDIAN_HEADER};Mobiel;telefoonnummer_geheim;adres_geheim"
    found = guardians(f"1001;O1;Bakker;moeder;Ja;;0612;{secret};N", header=header)
    guardian = found.of(GuardianRecord)[0]
    assert guardian.mobile == kept
    assert guardian.secret == (kept == "")


def test_an_institution_is_known_as_one() -> None:
    found = guardians("1001;O1;Jeugdbescherming;instelling;Ja;", "1001;O2;Vos;moeder;Nee;")
    assert [g.institution for g in found.of(GuardianRecord)] == [True, False]


def test_address_account_and_purse_of_a_guardian_are_dropped() -> None:
    header = f"{GUARDIAN_HEADER};Straat;IBAN;Wachtwoord;Geboorteland"
    found = guardians("1001;O1;Vos;moeder;Ja;;Kade 1;NL00BANK01;geheim123;MA", header=header)
    assert found.reading.dropped == {"address": 1, "bank": 1, "password": 1, "country": 1}
    assert not any(value in repr(found.records) for value in ("Kade", "NL00", "geheim123"))
