"""What the portal writes on paper: PDF that is tagged, so that it can be read aloud and searched.

Norm: EN 301 549 (documents), by PDF/UA-1
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

# The same fonts on every machine, and none of the machine.
FONTS: Final = typst.Fonts(
    include_system_fonts=False, font_paths=[str(Path(__file__).with_name("fonts"))]
)
# What the fonts have letters for: Latin, Greek, Cyrillic and Hebrew; Arabic with Persian, Kurdish
# and Urdu; and signs. A test prints all of it.
KNOWN = (
    r"\t\n\x20-\x7e\xa0-\u04ff\u05d0-\u05ea"
    r"\u060c\u061b\u061f-\u067a\u067e\u0686\u0688\u0691\u0695\u0698\u06a4\u06a9\u06af\u06b5\u06ba"
    r"\u06be\u06c0-\u06c3\u06c6\u06c7\u06ca\u06cc-\u06ce\u06d0\u06d2-\u06d5\u06f0-\u06f9"
    r"\u1e00-\u2040\u2054-\u211e\u2190-\u23ff\u25a0-\u2606"
)
UNKNOWN: Final = re.compile(f"[^{KNOWN}]")
INSTEAD = "\N{REPLACEMENT CHARACTER}"


def compiled(source: Path, data: Mapping[str, Any]) -> bytes:
    """Return what a source of Typst makes of the data.

    The words travel as data, never as source: nothing in them is read as a command. A sign that
    no font has becomes one that says so: one odd name in a class may not stop all its letters.
    """
    made = typst.compile(
        str(source),
        root=str(settings.BASE_DIR),
        font_paths=FONTS,
        format="pdf",
        sys_inputs={"data": json.dumps(_printable(data))},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)  # noqa: S101  (for the types: one document, no pages apart)
    return made


def _printable(data: Any) -> Any:  # noqa: ANN401 - whatever JSON can say
    match data:
        case str():
            return UNKNOWN.sub(INSTEAD, data)
        case dict():
            return {key: _printable(value) for key, value in data.items()}
        case list() | tuple():
            return [_printable(value) for value in data]
        case _:
            return data
