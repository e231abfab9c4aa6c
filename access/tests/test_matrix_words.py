"""The matrix in words, as an edition, and as a document. No database."""

from __future__ import annotations

import copy

import pytest
from django.utils.translation import override

from access import matrix
from access.choices import Category, Level, Role
from access.document import edition, words
from access.document.text import FAMILIES, changes, document, summary
from access.matrix import DUTIES, FIELDS, MATRIX, cell

# A new content is a new version, which a board can adopt: add it here.
EDITIONS = {
    "2": "ef5287ed91b0509a7d7d8b10c8353f7c45ce205972db352fdf6b1c08969a3a14",
    "3": "a83c582042b0adebb936d64fea524862264450cd4723b3f10132a98626e6c516",
    "4": "a600b2c69dabbaaa5c4f3c6f51544f5d0d64b5dac062c59c3d6746978d2c021d",
}


def test_every_condition_of_the_matrix_has_words_and_no_words_are_left_over() -> None:
    used = {cell(role, category).when for category, row in MATRIX.items() for role in row}

    assert used == words.CONDITIONS.keys()


def test_every_level_duty_and_field_has_words() -> None:
    assert words.LEVELS.keys() == set(Level)
    assert words.DUTIES.keys() == DUTIES.keys()
    assert words.FIELDS.keys() == FIELDS.keys()


def test_a_matrix_with_another_content_has_another_version() -> None:
    content = edition.content()

    assert EDITIONS[matrix.VERSION] == edition.fingerprint(content)


def test_every_role_stands_in_one_table() -> None:
    listed = [role for _, roles in FAMILIES for role in roles]

    assert sorted(listed) == sorted(Role)


def test_the_document_says_what_the_matrix_says_of_every_role_and_category() -> None:
    with override("en"):
        made = document(edition.content())
        found = {
            (line.name, entry.column): (entry.level, entry.when)
            for line in made.roles
            for entry in line.entries
        }

        assert found == {
            (str(role.label), str(category.label)): (
                cell(role, category).level,
                cell(role, category).when,
            )
            for role in Role
            for category in Category
        }


def test_tables_and_roles_say_the_same() -> None:
    made = document(edition.content())
    by_role = {
        (role.name, entry.column): entry.both for role in made.roles for entry in role.entries
    }
    by_table = {
        (entry.column, line.name): entry.both
        for table in made.tables
        for line in table.lines
        for entry in line.entries
    }

    assert by_table == by_role


def test_nobody_but_the_administration_sees_a_secret_address() -> None:
    with override("en"):
        secret = next(t for t in document(edition.content()).fields if "secret" in t.name)

        assert secret.text.startswith("Seen by: Student administration. Nobody else")


def test_parents_read_that_mentors_read_notes_and_subject_teachers_do_not() -> None:
    with override("en"):
        told = {term.name: term.text for term in summary()}

    assert "Mentor" in told["Conversation notes"]
    assert "ubject teacher" not in told["Conversation notes"]
    assert "ubject teacher" in told["Name, class and photo"]


def test_the_same_content_differs_nowhere() -> None:
    assert edition.differences(edition.content(), edition.content()) == []


def test_a_wider_cell_a_new_duty_and_a_longer_emergency_are_found_one_by_one() -> None:
    before = edition.content()
    after = copy.deepcopy(before)
    after["cells"]["conversation_notes"]["subject_teacher"] = "R own lesson group"
    after["duties"]["approve_purge"] = ["administration", "principal"]
    after["while_enrolled"].remove("mentor")
    after["fields"]["read_secret_contact"]["without"].remove("mentor")
    after["emergency_minutes"] = 600
    with override("en"):
        found = {
            (one.part, one.row, one.column): (one.before, one.after)
            for one in changes(edition.differences(before, after))
        }

    assert found == {
        ("Access", "Conversation notes", "Subject teacher"): (
            "No access",
            "Read: own lesson group",
        ),
        ("Tasks beside reading", "Approve that data of leavers go", "Student administration"): (
            "no",
            "yes",
        ),
        ("Closes when a student leaves", "Mentor", ""): ("yes", "no"),
        ("Fields that only some see", "A secret address or telephone number", "Mentor"): (
            "yes",
            "no",
        ),
        ("Minutes of emergency access", "", ""): ("60", "600"),
    }
    assert edition.fingerprint(before) != edition.fingerprint(after)


@pytest.mark.parametrize("part", ["role", "condition", "category"])
def test_an_edition_with_words_that_are_no_more_can_still_be_read(part: str) -> None:
    old = edition.content()
    if part == "role":
        old["cells"]["identity"]["caretaker"] = "R own school"
    elif part == "condition":
        old["cells"]["identity"]["mentor"] = "R in the old way"
    else:
        old["cells"]["shoe_size"] = {"mentor": "R own group"}

    made = document(old)

    shown = str(made)
    assert {"role": "caretaker", "condition": "in the old way", "category": "shoe_size"}[
        part
    ] in shown
