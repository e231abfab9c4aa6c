"""What a worker writes into its log when a task fails: the kind and the place, and no words."""

from __future__ import annotations

import logging
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from celery.app.trace import build_tracer
from celery.exceptions import Retry

from kernel.logs import Line
from privacyportal.celery import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from celery import Task

MAILBOX = "ouder@example.org"
REFUSED = OSError(550, f"no such mailbox: {MAILBOX}")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Return what is logged, as the settings have it logged."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Line())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@app.task(name="tests.refused")
def refused() -> None:
    raise ValueError(MAILBOX) from REFUSED


@app.task(name="tests.again")
def again() -> None:
    raise Retry("", REFUSED, 3)  # type: ignore[arg-type]  # seconds


@pytest.mark.parametrize(
    ("task", "kind"), [(refused, "ValueError"), (again, "Retry in 3s: OSError")]
)
def test_the_words_of_an_error_stay_out_of_the_log_of_the_worker(
    log: StringIO, caplog: pytest.LogCaptureFixture, task: Task[[], None], kind: str
) -> None:
    with caplog.at_level("INFO", "celery"):
        build_tracer(task.name, task, app=app)("1", (), {})  # type: ignore[no-untyped-call]

    said = log.getvalue()
    assert kind in said
    assert MAILBOX not in said


def test_celery_leaves_the_log_as_the_settings_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [(each, each.formatter) for each in logging.getLogger().handlers]

    monkeypatch.setattr(app.log, "already_setup", False)
    app.log.setup(loglevel=logging.INFO, redirect_stdouts=True)

    assert [(each, each.formatter) for each in logging.getLogger().handlers] == before
