"""Whatever colour a school chooses, everybody can read the page."""

from __future__ import annotations

import pytest

from kernel.theme import EDGES, contrast, palette, stylesheet

COLOURS = ["#a3195b", "#2749c9", "#0b6e6e", "#f2c200", "#ffffff", "#000000", "#00ff00"]


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("dark", [False, True])
def test_text_and_edges_stand_out(colour: str, dark: bool) -> None:  # noqa: FBT001 - parametrized
    for uses in palette(colour, dark=dark).values():
        page = uses["bg-document"] if dark else "#ffffff"
        for use, value in uses.items():
            if use.startswith("color"):
                assert contrast(value, page) >= 4.5, use
                assert contrast(value, uses["bg-default"]) >= 4.5, use
            elif use in EDGES:
                assert contrast(value, page) >= 3, use
        assert contrast(uses["inverse-bg-default"], uses["inverse-color-default"]) >= 4.5


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "url(x)", "#123456;}"])
def test_only_a_colour_becomes_a_style_sheet(colour: str) -> None:
    with pytest.raises(ValueError, match="rrggbb"):
        stylesheet(colour)
