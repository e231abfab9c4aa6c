"""A test knows for sure that somebody else waits, whatever the machine is busy with."""

from __future__ import annotations

import time

import pytest
from django.db import connection

WAITING = "SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
TIMES, PAUSE = 300, 0.1  # seconds


def until_somebody_waits() -> None:
    """Return as soon as another session waits for a lock that this one holds."""
    for _ in range(TIMES):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.rowcount:
                return
        time.sleep(PAUSE)
    pytest.fail("Nobody ever waited.")
