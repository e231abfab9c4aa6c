"""What the portal writes on paper: PDF that is tagged, so that it can be read aloud and searched.

Norm: EN 301 549 (documents), by PDF/UA-1
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def compiled(source: Path, data: Mapping[str, Any]) -> bytes:
    """Return what a source of Typst makes of the data.

    The words travel as data, never as source: nothing in them is read as a command.
    """
    made = typst.compile(
        str(source),
        root=str(settings.BASE_DIR),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)  # noqa: S101  (for the types: one document, no pages apart)
    return made
