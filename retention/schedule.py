"""The schedule that ships with the portal: how long the law and the sector keep what."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from retention.choices import Anchor, Basis, Ending
from retention.rules import Length

FILE = Path(__file__).with_name("schedule.toml")


@dataclass(frozen=True, slots=True)
class Default:
    """One rule as it ships."""

    code: str
    category: str
    name_nl: str
    name_en: str
    sector: str
    keep: Length
    within: Length | None
    anchor: Anchor
    basis: Basis
    ending: Ending
    also: tuple[str, ...]
    source: str


@cache
def defaults() -> dict[str, Default]:
    """Return the shipped rules by code.

    Raises:
        ValueError: the file names an anchor or a basis that does not exist.
    """
    read: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: _default(code, entry) for code, entry in read.items()}


def _default(code: str, entry: dict[str, Any]) -> Default:
    return Default(
        code=code,
        category=entry["category"],
        name_nl=entry["nl"],
        name_en=entry["en"],
        sector=entry.get("sector", ""),
        keep=Length(**entry["keep"]),
        within=Length(**entry["within"]) if "within" in entry else None,
        anchor=Anchor(entry["anchor"]),
        basis=Basis(entry["basis"]),
        ending=Ending(entry.get("ending", Ending.DELETE)),
        also=tuple(entry.get("also", ())),
        source=entry["source"],
    )
