"""A whole set of colours, light and dark, from the one colour of a school.

Names follow the basis tier of NL Design System (`--basis-color-<role>-<use>`), so a board
that has such a theme can put it in the place of this one. Text stands out from its ground by
4.6 to 1 or more and the edge of a control by 3.05 to 1, whatever colour a school chooses.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

TEXT_CONTRAST = 4.6
EDGE_CONTRAST = 3.05
SOLID_CONTRAST = 5.0
STEPS = 60
WHITE = "#ffffff"
EDGE = 0.0005  # how far a colour may lie outside what a screen has
LINEAR_END, GAMMA_END = 0.04045, 0.0031308  # where the two parts of the sRGB curve meet
HEX = re.compile(r"#?[0-9a-fA-F]{6}")


class Tone(NamedTuple):
    """A colour as the eye orders it (OKLCH): lightness 0-1, chroma, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


# use -> lightness and share of the chroma, in the light and in the dark set
USES = {
    "bg-document": (0.990, 0.07, 0.175, 0.22),
    "bg-subtle": (0.972, 0.12, 0.215, 0.30),
    "bg-default": (0.948, 0.20, 0.262, 0.42),
    "bg-hover": (0.920, 0.28, 0.305, 0.48),
    "bg-active": (0.886, 0.38, 0.350, 0.52),
    "border-subtle": (0.880, 0.34, 0.345, 0.40),
    "border-default": (0.600, 0.85, 0.600, 0.70),
    "border-hover": (0.500, 0.95, 0.700, 0.75),
    "border-active": (0.420, 1.00, 0.780, 0.80),
    "color-default": (0.450, 1.00, 0.805, 0.75),
    "color-hover": (0.385, 1.00, 0.860, 0.65),
    "color-active": (0.320, 0.90, 0.910, 0.50),
    "color-subtle": (0.480, 0.80, 0.760, 0.60),
    "color-document": (0.260, 0.55, 0.945, 0.22),
}
EDGES = {"border-default", "border-hover", "border-active"}


@lru_cache(maxsize=64)
def stylesheet(colour: str) -> str:
    """Return the style sheet for a school whose colour is `colour`, as #rrggbb.

    Raises:
        ValueError: `colour` is not written that way.
    """
    if not HEX.fullmatch(colour):
        raise ValueError("A colour is written as #rrggbb.")
    light, dark = _declarations(colour, dark=False), _declarations(colour, dark=True)
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        "@media screen and (prefers-color-scheme: dark) { "
        f':root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ color-scheme: dark; {dark} }} }}\n'
    )


def palette(colour: str, *, dark: bool) -> dict[str, dict[str, str]]:
    """Return each role with the colour of each use."""
    brand = _tone(colour)
    bases = {
        "default": Tone(0, min(brand.chroma, 0.02), brand.hue),
        "action-1": Tone(0, max(0.06, min(brand.chroma, 0.17)), brand.hue),
        "info": Tone(0, 0.13, 248),
        "positive": Tone(0, 0.12, 152),
        "warning": Tone(0, 0.125, 72),
        "negative": Tone(0, 0.17, 25),
    }
    return {role: _role(base, dark=dark) for role, base in bases.items()}


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, from 1 to 21 (WCAG 2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _declarations(colour: str, *, dark: bool) -> str:
    return " ".join(
        f"--basis-color-{role}-{use}: {value};"
        for role, uses in palette(colour, dark=dark).items()
        for use, value in uses.items()
    )


def _role(base: Tone, *, dark: bool) -> dict[str, str]:
    """Return the colours of one role; text and edges are moved until they stand out."""
    page = _of("bg-document", base, dark=True) if dark else WHITE
    tinted = _of("bg-default", base, dark=dark)
    step = 0.01 if dark else -0.01
    colours = {}
    for use in USES:
        if use.startswith("color"):
            grounds, least = [page, tinted], TEXT_CONTRAST
        else:
            grounds, least = [page], EDGE_CONTRAST if use in EDGES else 0
        colours[use] = _until(_tone_of(use, base, dark=dark), step, grounds, least)
    return colours | _solid(base, step=step, dark=dark)


def _solid(base: Tone, *, step: float, dark: bool) -> dict[str, str]:
    """Return the pair for solid buttons, and what they become under the pointer."""
    on = _hex(Tone(0.16, base.chroma * 0.3, base.hue)) if dark else WHITE
    start = Tone(0.800 if dark else 0.455, base.chroma, base.hue)
    solid = _until(start, step, [on], SOLID_CONTRAST)
    lightness = _tone(solid).lightness
    hover, active = (0.06, 0.10) if dark else (-0.07, -0.12)
    return {
        "inverse-bg-default": solid,
        "inverse-bg-hover": _hex(Tone(lightness + hover, base.chroma * 0.95, base.hue)),
        "inverse-bg-active": _hex(Tone(lightness + active, base.chroma * 0.9, base.hue)),
        "inverse-color-default": on,
    }


def _tone_of(use: str, base: Tone, *, dark: bool) -> Tone:
    light_l, light_share, dark_l, dark_share = USES[use]
    lightness, share = (dark_l, dark_share) if dark else (light_l, light_share)
    return Tone(lightness, base.chroma * share, base.hue)


def _of(use: str, base: Tone, *, dark: bool) -> str:
    return _hex(_tone_of(use, base, dark=dark))


def _until(tone: Tone, step: float, grounds: list[str], least: float) -> str:
    """Return `tone`, made lighter or darker until it stands out from all grounds."""
    colour = _hex(tone)
    for _ in range(STEPS):
        if min(contrast(colour, ground) for ground in grounds) >= least:
            break
        tone = tone._replace(lightness=tone.lightness + step)
        colour = _hex(tone)
    return colour


def _tone(colour: str) -> Tone:
    red, green, blue = map(_linear, _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    return Tone(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def _rgb(tone: Tone) -> tuple[float, float, float]:
    a = tone.chroma * math.cos(math.radians(tone.hue))
    b = tone.chroma * math.sin(math.radians(tone.hue))
    long = (tone.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (tone.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (tone.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(tone: Tone) -> str:
    """Return the nearest colour a screen has: less chroma until it fits."""
    while tone.chroma > 0 and not all(-EDGE <= c <= 1 + EDGE for c in _rgb(tone)):
        tone = tone._replace(chroma=tone.chroma - 0.004)
    channels = _rgb(tone._replace(chroma=max(tone.chroma, 0)))
    return "#" + "".join(f"{round(_gamma(min(1, max(0, c))) * 255):02x}" for c in channels)


def _channels(colour: str) -> list[float]:
    digits = colour.lstrip("#")
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def _linear(c: float) -> float:
    return c / 12.92 if c <= LINEAR_END else float(((c + 0.055) / 1.055) ** 2.4)


def _gamma(c: float) -> float:
    return 12.92 * c if c <= GAMMA_END else float(1.055 * c ** (1 / 2.4) - 0.055)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
