"""Whatever colour a school chooses, everybody can read the page."""

from __future__ import annotations

import pytest

from kernel.theme import EDGES, USES, contrast, palette, stylesheet

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


@pytest.mark.parametrize("dark", [False, True])
def test_what_would_not_stand_out_is_moved_until_it_does(
    monkeypatch: pytest.MonkeyPatch,
    dark: bool,  # noqa: FBT001 - parametrized
) -> None:
    middle = (0.7, 1.0, 0.4, 1.0)
    monkeypatch.setitem(USES, "color-default", middle)
    monkeypatch.setitem(USES, "border-default", (0.9, 1.0, 0.2, 1.0))

    for uses in palette("#f2c200", dark=dark).values():
        page = uses["bg-document"] if dark else "#ffffff"
        assert contrast(uses["color-default"], page) >= 4.5
        assert contrast(uses["color-default"], uses["bg-default"]) >= 4.5
        assert contrast(uses["border-default"], page) >= 3


@pytest.mark.parametrize("scheme", ["prefers-color-scheme: dark", '[data-theme="dark"]'])
def test_a_style_sheet_has_a_dark_set_for_the_device_and_for_who_chose_it(scheme: str) -> None:
    light, _, dark = stylesheet("#a3195b").partition(scheme)

    assert "color-scheme: light" in light
    assert "color-scheme: dark" in dark
