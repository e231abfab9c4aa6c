"""For `make mutants`: note which test reaches which line, and how long each test takes.

A plugin of pytest, loaded by its name in a run that coverage measures. Each test is a context of
its own, its parameters included: a test that asks every page is many.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from coverage import Coverage

if TYPE_CHECKING:
    import pytest

BOOK = "durations.json"  # seconds by test, where the run was started
_seconds: dict[str, float] = {}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Count what runs from here on as reached by this test."""
    measuring = Coverage.current()
    if measuring is not None:
        measuring.switch_context(item.nodeid)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what a test took, its set-up included."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    """Write the durations down."""
    Path(BOOK).write_text(json.dumps(_seconds))
