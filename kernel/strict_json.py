"""JSON that everybody reads alike: of two equal names one reader takes the first, one the last."""

from __future__ import annotations

import json
from typing import Any


class NotPlainError(ValueError):
    """A name stands twice in it, or a number is none."""


def read(text: str | bytes) -> Any:  # noqa: ANN401 - what JSON holds
    """Return what `text` says.

    Raises:
        ValueError: it is no JSON, or it can be read in two ways.
        RecursionError: it is nested too deeply.
    """
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotPlainError
    return found


def _no_constant(_: str) -> Any:  # noqa: ANN401 - what the library asks for
    raise NotPlainError
