"""The pages about students in a real browser, on a phone and on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from privacyportal.tests.browser import axe, follow, sign_in
from students.tests import make, people

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_administration_finds_a_student_and_looks_up_the_number(page: Page) -> None:
    scene = people.scene()
    make.student(group=scene.group)
    sign_in(page, scene.clerk)

    page.goto("/leerlingen/")
    axe(page)
    page.get_by_label("Naam van de leerling").fill(scene.student.call_name)
    follow(page.get_by_role("button", name="Zoek"))
    assert page.url.endswith("/leerlingen/"), "a name has no place in an address"
    follow(page.get_by_role("link", name=scene.student.display_name))
    axe(page)
    assert "******019" in page.get_by_role("main").inner_text()
    follow(page.get_by_role("button", name="Laat het nummer zien"))
    assert page.title().startswith("Fout:")
    axe(page)
    page.get_by_label("Een vraag van de leerling of de ouders").check()
    follow(page.get_by_role("button", name="Laat het nummer zien"))

    assert people.BSN in page.get_by_role("main").inner_text()
    assert people.BSN not in page.url
    axe(page)
    follow(page.get_by_role("main").get_by_role("link", name="Sluiten"))
    assert people.BSN not in page.content()
    page.go_back()
    assert people.BSN not in page.content(), "the answer is not kept to be looked at again"


def test_the_administration_enters_a_number_and_reads_what_is_wrong_with_it(page: Page) -> None:
    scene = people.scene()
    other = make.student(scene.school)
    sign_in(page, scene.clerk)
    page.goto(reverse("students:card", args=[other.public_id]))

    page.get_by_role("textbox", name="Het nummer").fill("999990018")
    follow(page.get_by_role("button", name="Nummer opslaan"))
    assert page.title().startswith("Fout:")
    assert page.get_by_role("textbox", name="Het nummer").input_value() == ""
    axe(page)
    page.get_by_role("textbox", name="Het nummer").fill(people.OTHER_BSN)
    follow(page.get_by_role("button", name="Nummer opslaan"))

    assert "******020" in page.get_by_role("main").inner_text()
    assert people.OTHER_BSN not in page.content()


def test_a_subject_teacher_sees_little_of_it(page: Page) -> None:
    scene = people.scene()
    sign_in(page, people.subject_teacher(scene))

    page.goto("/leerlingen/")
    axe(page)
    follow(page.get_by_role("link", name=scene.student.display_name))

    assert "2014" in page.get_by_role("main").inner_text()
    assert people.EMAIL not in page.content()
    assert page.get_by_role("heading", name="Ouders en voogden").count() == 0
    axe(page)
