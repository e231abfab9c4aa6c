"""A purge in a real browser: proposed by one, approved by another, followed to the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from kernel.database import as_role
from privacyportal.tests.browser import axe, follow, sign_in
from retention import driving, erasing, failing, services
from retention.choices import RunState
from retention.models import PurgeRun, Rule
from retention.tests import make

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(desk: Page) -> Page:
    """Return a page at a desk."""
    return desk


def test_administration_proposes_principal_approves_and_the_certificate_shows(
    page: Page,
) -> None:
    at = make.place()
    for _ in range(4):
        make.leaver(at.school)

    run = propose(page, at)
    approve(page, at, run)
    watch(page, run)


def propose(page: Page, at: make.Place) -> PurgeRun:
    sign_in(page, at.clerk)
    page.goto("/opschonen/")
    axe(page)
    follow(page.locator("main a.pp-btn--primary"))
    axe(page)
    page.locator("#id_on").fill("2026-08-01")
    follow(page.locator("main button.pp-btn--primary"))
    page.wait_for_selector("#voortgang")
    axe(page)
    run = PurgeRun.objects.get()
    services.plan(run_id=run.pk)  # what the worker does when it is rung
    page.wait_for_selector("#akkoord")  # the page found out by itself
    axe(page)
    assert page.locator("#id_typed").count() == 0
    return run


def approve(page: Page, at: make.Place, run: PurgeRun) -> None:
    sign_in(page, at.head)
    page.goto(reverse("retention:run", args=[run.public_id]))
    axe(page)
    run.refresh_from_db()
    page.locator("#id_typed").fill("1")
    follow(page.locator("main form button.pp-btn--primary"))
    axe(page)
    page.locator("#id_typed").fill(str(run.total))
    follow(page.locator("main form button.pp-btn--primary"))


def watch(page: Page, run: PurgeRun) -> None:
    page.wait_for_selector("#voortgang")
    with as_role("portal_worker"):
        services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    erasing.erase_batch(run.pk, at=make.NOW, size=2)
    page.wait_for_selector("#voortgang progress:not([value='0'])")
    axe(page)

    driving.drive(run.pk)
    page.wait_for_selector("a[href$='/bewijs/']")
    axe(page)
    follow(page.locator("a[href$='/bewijs/']"))
    page.wait_for_selector("code.pp-hash")
    axe(page)


def test_a_purge_that_stands_still_and_the_terms_can_be_read_and_used(page: Page) -> None:
    at = make.place()
    make.leaver(at.school)
    run = make.approved(at)
    services.check(run_id=run.pk, at=make.NOW, then=RunState.EXECUTING)
    PurgeRun.objects.filter(pk=run.pk).update(tries=failing.STOPS)
    driving.drive(run.pk)
    sign_in(page, at.clerk)

    page.goto(reverse("retention:terms"))
    axe(page)
    assert page.locator("tbody tr").count() == Rule.objects.filter(board=at.school.board).count()
    page.goto(reverse("retention:run", args=[run.public_id]))
    axe(page)
    follow(page.locator("main form button.pp-btn--primary"))
    page.wait_for_selector("#voortgang")

    run.refresh_from_db()
    assert (run.state, run.tries) == (RunState.EXECUTING, 0)


def test_holds_are_kept_by_page(page: Page) -> None:
    at = make.place()
    gone = make.leaver(at.school)
    sign_in(page, at.head)

    page.goto("/opschonen/stilgezet/")
    axe(page)
    follow(page.locator("main a.pp-btn--primary"))
    axe(page)
    page.locator("#id_number").fill(gone.las_key)
    page.locator("#id_review_on").fill("2099-01-01")
    follow(page.locator("main button.pp-btn--primary"))
    page.wait_for_selector("main table")
    axe(page)
    follow(page.locator("main table button"))
    page.wait_for_selector("[role=status]")
