"""One edition of the matrix: its whole content as data, a fingerprint, and what differs.

The board adopts an edition, not a file of code. So the content is written down as it was on
that day, and can be shown and compared for as long as the school exists. Pure: no database.

Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from access import matrix
from access.rules import UNTIL_SIXTEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

YES = "yes"
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two editions differ; empty is what an edition does not have."""

    part: str  # the part of the content: cells, duties, fields and so on
    row: str
    column: str
    before: str
    after: str


def content() -> dict[str, Any]:
    """Return all that the matrix of this version of the portal says, in a fixed order."""
    return {
        "version": matrix.VERSION,
        "cells": {
            category.value: {role.value: text for role, text in _sorted(cells)}
            for category, cells in matrix.MATRIX.items()
        },
        "scopes": {role.value: _names(scopes) for role, scopes in _sorted(matrix.SCOPES)},
        "duties": {duty: _names(who) for duty, who in _sorted(matrix.DUTIES)},
        "fields": {
            name: {"category": category.value, "without": _names(without)}
            for name, (category, without) in _sorted(matrix.FIELDS)
        },
        "while_enrolled": _names(matrix.WHILE_ENROLLED),
        "until_sixteen": _names(UNTIL_SIXTEEN),
        "needs_secrecy": _names(matrix.NEEDS_SECRECY),
        "emergency_minutes": matrix.EMERGENCY_MINUTES,
    }


def fingerprint(edition: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an edition, in hexadecimal; equal content gives an equal one."""
    text = json.dumps(edition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return where two editions differ, place by place."""
    old, new = dict(_places(before)), dict(_places(after))
    return [
        Difference(*place, old.get(place, ""), new.get(place, ""))
        for place in sorted(old.keys() | new.keys())
        if old.get(place) != new.get(place)
    ]


def _places(edition: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yield each thing that an edition says, and where."""
    for part, value in edition.items():
        if part == "fields":
            yield from _of_fields(value)
        elif isinstance(value, dict):
            yield from _of_rows(part, value)
        elif isinstance(value, list):
            yield from (((part, name, ""), YES) for name in value)
        else:
            yield (part, "", ""), str(value)


def _of_rows(part: str, rows: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for row, columns in rows.items():
        for column in columns:
            text = columns[column] if isinstance(columns, dict) else YES
            yield (part, row, column), str(text)


def _of_fields(fields: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for name, rule in fields.items():
        yield ("fields", name, ""), rule["category"]
        yield from ((("fields", name, role), YES) for role in rule["without"])


def _sorted(mapping: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    return sorted(mapping.items(), key=lambda pair: str(pair[0]))


def _names(values: Iterable[Any]) -> list[str]:
    return sorted(str(value) for value in values)
