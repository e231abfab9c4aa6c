"""Hand work to Celery by name, once the change it is about has been committed.

By name, so that services need not import tasks, and tasks may import services.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

if TYPE_CHECKING:
    from celery import Task

logger = logging.getLogger(__name__)


def enqueue(name: str, **kwargs: int | str) -> None:
    """Ring for task `name` after the open transaction commits; never before.

    Only ids and short codes travel: a queue is no place for personal data. Where the queue
    is down the change stands and the ring is lost, so work that must not be lost is also
    found by a sweep over the table.

    Raises:
        LookupError: no app registers a task of that name.
    """
    if name not in current_app.tasks:
        raise LookupError(f"No task is registered as {name!r}.")
    transaction.on_commit(partial(_ring, current_app.tasks[name], kwargs))


def _ring(task: Task[..., object], kwargs: dict[str, int | str]) -> None:
    try:
        task.apply_async(kwargs=kwargs)
    except OperationalError:
        logger.warning("The queue is out of reach; the sweep will find %s.", task.name)
