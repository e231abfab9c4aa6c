"""The matrix against the table of the field (need to know): never wider, and nothing left out.

`TABLE` is the table of the domain notes, chapter 7, as it stands there. `DIFFERENT` holds each
cell in which the adopted matrix is not the same, with the reason; decision 0011 explains them.
"""

from __future__ import annotations

import pytest

from access.choices import Category, Level, Role
from access.matrix import MATRIX, SCOPES, cell

ROLES = {
    "MEN": Role.MENTOR,
    "VAK": Role.SUBJECT_TEACHER,
    "TL": Role.TEAM_LEADER,
    "ZC": Role.CARE_COORDINATOR,
    "OP": Role.PSYCHOLOGIST,
    "VZC": Role.ATTENDANCE_COORDINATOR,
    "DEC": Role.CAREER_COUNSELLOR,
    "ADM": Role.ADMINISTRATION,
    "ICT": Role.ICT,
    "DIR": Role.PRINCIPAL,
    "BST": Role.BOARD_STAFF,
    "PO": Role.PRIVACY_OFFICER,
    "FG": Role.DATA_PROTECTION_OFFICER,
    "PAR": Role.GUARDIAN,
}
# Read R, write W, some fields g, only counts h, masked j, on request k, closed -.
TABLE = """
category              MEN VAK TL ZC OP VZC DEC ADM ICT DIR BST PO FG PAR
identity              R   R   R  R  R  R   R   W   g   R   g   g  g  R
contact               R   g   R  R  R  R   -   W   -   R   g   -  g  W
authority             R   g   R  R  R  R   -   W   -   R   -   R  R  R
bsn                   -   -   -  -  -  -   -   j   -   j   -   -  -  k
grades                R   W   R  R  R  -   R   R   -   R   h   -  -  R
absence               W   W   R  R  R  W   -   W   -   R   h   -  -  R
conversation_notes    W   -   R  R  R  g   W   -   -   R   -   -  -  k
care_notes            R   -   -  W  W  -   -   -   -   R   -   -  -  k
lesson_advice         R   R   R  W  W  -   R   -   -   R   -   -  -  R
test_results          R   R   R  R  W  -   R   g   -   R   h   -  -  k
research_reports      R   -   -  W  W  -   -   -   -   R   -   -  -  k
development_plan      R   g   R  W  W  -   R   g   -   R   h   -  -  R
medical_card          R   g   R  W  R  -   -   g   -   R   -   -  -  W
religion              R   -   -  R  -  -   -   W   -   R   -   -  -  W
discipline_minor      R   W   R  R  -  R   -   -   -   R   h   -  -  R
suspension            R   -   W  R  -  -   -   g   -   W   g   -  -  R
child_protection      R   -   -  W  R  -   -   -   -   R   -   -  -  -
complaint_file        -   -   -  -  -  -   -   -   -   g   W   -  R  k
consent_answer        R   R   R  R  -  -   -   R   -   R   h   R  R  R
consent_history       -   -   -  -  -  -   -   W   -   -   -   R  R  R
agreements            g   g   R  R  -  -   -   -   g   R   g   W  R  g
breaches_and_requests g   g   g  g  g  g   g   g   g   R   R   W  R  g
access_log            -   -   -  -  -  -   -   -   g   -   -   R  R  k
purge_report          -   -   -  -  -  -   -   W   g   W   R   R  R  -
access_admin          -   -   -  -  -  -   -   W   g   W   g   R  R  -
"""
NARROWER = {
    ("contact", "FG"): "the log is another category; no addresses for who only inspects",
    ("contact", "PAR"): "own contact data only, and corrected through the school",
    ("authority", "PO"): "on a case",
    ("authority", "FG"): "on a case",
    ("authority", "PAR"): "own authority only: not that of the other parent",
    ("conversation_notes", "DEC"): "own notes only, until they are a category of their own",
    ("conversation_notes", "DIR"): "on need: by emergency access, or as leader of a team",
    ("care_notes", "MEN"): "by the role of the care team, for a mentor who is in it",
    ("care_notes", "ZC"): "by the role of the care team, student by student",
    ("care_notes", "DIR"): "by emergency access, or by the role of the care team",
    ("research_reports", "MEN"): "by the role of the care team, for a mentor who is in it",
    ("research_reports", "ZC"): "by the role of the care team, student by student",
    ("research_reports", "DIR"): "by emergency access, or by the role of the care team",
    ("child_protection", "MEN"): "by the role of the care team, for a mentor who is in it",
    ("child_protection", "ZC"): "by the role of the care team, student by student",
    ("child_protection", "DIR"): "by the role of the care team",
    ("access_log", "PO"): "on a case",
    ("complaint_file", "FG"): "on inspection, so not without a case",
    ("breaches_and_requests", "OP"): "reports by telling the privacy officer",
    ("breaches_and_requests", "VZC"): "reports by telling the privacy officer",
    ("breaches_and_requests", "DEC"): "reports by telling the privacy officer",
}
WIDER = {
    ("discipline_minor", "MEN"): "a mentor writes down what a subject teacher may",
    ("access_log", "PAR"): "parents see at once who looked: decision 0010",
}
RANK = [
    Level.NONE,
    Level.COUNTS,
    Level.ON_REQUEST,
    Level.MASKED,
    Level.LIMITED,
    Level.READ,
    Level.WRITE,
]
LETTERS = {
    "-": Level.NONE,
    "R": Level.READ,
    "W": Level.WRITE,
    "g": Level.LIMITED,
    "h": Level.COUNTS,
    "j": Level.MASKED,
    "k": Level.ON_REQUEST,
}


def table() -> dict[tuple[str, str], Level]:
    """Return the level of each cell of the table."""
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {
        (row[0], name): LETTERS[letter]
        for row in rows
        for name, letter in zip(head[1:], row[1:], strict=True)
    }


CELLS = table()


def ours(place: tuple[str, str]) -> Level:
    return cell(ROLES[place[1]], place[0]).level


def test_the_matrix_has_every_category_and_only_known_roles() -> None:
    assert {category for category, _ in CELLS} == {category.value for category in MATRIX}
    assert set(MATRIX) == set(Category)
    assert set(SCOPES) == set(Role)
    assert {role for row in MATRIX.values() for role in row} == set(Role)


def test_the_table_of_the_field_is_whole() -> None:
    assert len(CELLS) == len(Category) * len(ROLES)


@pytest.mark.law("AVG 5(1)(f)")
def test_no_cell_opens_more_than_the_field_says_but_for_reasons_on_paper() -> None:
    wider = {place for place in CELLS if RANK.index(ours(place)) > RANK.index(CELLS[place])}

    assert wider == WIDER.keys()


def test_no_cell_opens_less_without_a_reason_on_paper() -> None:
    narrower = {place for place in CELLS if RANK.index(ours(place)) < RANK.index(CELLS[place])}

    assert narrower == NARROWER.keys()


# Roles that the table does not have as a column: what is written about them below it.
@pytest.mark.parametrize(
    ("role", "at_most"),
    [
        # Name, class and photo; the emergency contact at the desk is told by the administration.
        pytest.param(Role.SUPPORT_STAFF, {"identity": Level.LIMITED}, id="support staff"),
        # A student reads what a parent reads, of oneself.
        pytest.param(
            Role.STUDENT,
            {category: cell(Role.GUARDIAN, category).level for category in Category},
            id="student",
        ),
        # What condition d (named in the care team) opens to anybody, and nothing beside it.
        pytest.param(
            Role.CARE_TEAM,
            {
                **{c.value: cell(Role.PSYCHOLOGIST, c).level for c in Category},
                "child_protection": Level.WRITE,
            },
            id="care team",
        ),
        # What the principal could open, reading only.
        pytest.param(
            Role.EMERGENCY,
            dict.fromkeys(
                [
                    "identity",
                    "contact",
                    "authority",
                    "conversation_notes",
                    "care_notes",
                    "lesson_advice",
                    "research_reports",
                    "medical_card",
                ],
                Level.READ,
            ),
            id="emergency",
        ),
    ],
)
def test_roles_beside_the_table_open_at_most_what_is_written_of_them(
    role: Role, at_most: dict[str, Level]
) -> None:
    for category in Category:
        limit = at_most.get(category, Level.NONE)
        assert RANK.index(cell(role, category).level) <= RANK.index(limit), category
