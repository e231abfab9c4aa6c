"""What every test gets: a database of its own process, seen through the role of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connections
from django.utils import translation

from kernel.tests import mailbox
from launch import catalogues, testbase
from privacyportal.settings_test import TEST_SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

catalogues.compile_all()
pytest_plugins = ["privacyportal.tests.browser"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,  # noqa: ARG001 - asked for its effect
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Copy the migrated template, once per test process; undo what a test commits."""
    with testbase.copy(TEST_SERVER) as name, pytest.MonkeyPatch.context() as patch:
        connections["default"].settings_dict["NAME"] = name

        def restore(self: flush.Command, **options: Any) -> None:  # noqa: ANN401, ARG001
            """Stand in for `flush`: the role of the pages may not empty a table."""
            testbase.restore(TEST_SERVER, name)

        patch.setattr(flush.Command, "handle", restore)
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(autouse=True)
def _in_the_language_of_the_portal() -> None:
    """Begin in Dutch: a page that was asked for in a test before leaves its language behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Send to a mail server that refuses the mailboxes that the test puts in this set."""
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "kernel.tests.mailbox.EmailBackend")
    yield mailbox.REFUSED
    mailbox.REFUSED.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, so that `-m "not browser"` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
