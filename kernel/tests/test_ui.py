"""The small parts of pages: what they say, and that nothing said is taken for markup."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from kernel.words import left_to_right

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES: Path = settings.BASE_DIR / "templates"
SPRITE: Path = settings.BASE_DIR / "static" / "pp" / "icons.svg"
AT = datetime(2026, 11, 21, 19, 14, tzinfo=UTC)
NAMED = re.compile(r'{% icon(?:_box)? "([^"]+)"|{% badge \S+ "([^"]+)"|icon="([^"]+)"')


def draw(source: str, language: str = "nl", **context: object) -> str:
    """Return what the template `source` makes of `context`."""
    with translation.override(language):
        return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "21 november 2026, 20.14 uur"),
        ("en", "21 November 2026, 20:14"),
        ("ar", "21 نوفمبر 2026، 20:14"),
        ("tr", "21 Kas\N{LATIN SMALL LETTER DOTLESS I}m 2026, 20:14"),
        ("pl", "21 listopada 2026, 20:14"),
        ("uk", "21 листопада 2026 \N{CYRILLIC SMALL LETTER ER}., 20:14"),
    ],
)
def test_a_moment_is_written_in_full_and_in_dutch_time(language: str, words: str) -> None:
    written = draw("{% moment at %}", language, at=AT)

    assert written == f'<time datetime="2026-11-21T20:14+01:00">{words}</time>'


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "3 mrt"),
        ("en", "3 Mar"),
        ("ar", "3 مارس"),
        ("tr", "3 Mar"),
        ("pl", "3 marca"),
        ("uk", "3 березня"),
    ],
)
def test_a_short_day_has_no_year(language: str, words: str) -> None:
    written = draw("{% short_day on %}", language, on=date(2026, 3, 3))

    assert written == f'<time datetime="2026-03-03">{words}</time>'


@pytest.mark.parametrize(("language", "words"), [("nl", "3 maart 2026"), ("en", "3 March 2026")])
def test_a_day_is_written_in_full(language: str, words: str) -> None:
    assert words in draw("{% day on %}", language, on=date(2026, 3, 3))


@pytest.mark.parametrize(("language", "keeps"), [("nl", "2026-1"), ("ar", "\u20662026-1\u2069")])
def test_a_code_keeps_its_order_between_words_that_run_leftward(language: str, keeps: str) -> None:
    with translation.override(language):
        assert left_to_right("2026-1") == keeps


@pytest.mark.parametrize(("language", "words"), [("nl", "1.284"), ("en", "1,284")])
def test_a_number_is_written_as_people_do(language: str, words: str) -> None:
    assert draw("{{ n|number }}", language, n=1284) == words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marieke van den Berg", "MB"),
        ("Noor", "N"),
        ("Şule Öztürk", "ŞÖ"),
        ("d'artagnan", "d"),
        ("", ""),
    ],
)
def test_an_avatar_shows_first_and_last_capital(name: str, letters: str) -> None:
    assert draw("{% initials name %}", name=name) == letters


def test_an_icon_is_decoration_that_nobody_hears() -> None:
    drawn = draw('{% icon "users" "pp-i--s" %}')

    assert 'aria-hidden="true"' in drawn
    assert 'class="pp-i pp-i--s"' in drawn
    assert "pp/icons.svg#users" in drawn


@pytest.mark.parametrize(
    "tag", ["{% badge text %}", "{% badge 'x' 'x' text %}", "{% icon text %}"]
)
def test_what_a_person_typed_never_becomes_markup(tag: str) -> None:
    assert "<script" not in draw(tag, text='"><script>')


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for groups in NAMED.findall(path.read_text())
        for name in groups
        if name
    }

    assert named
    assert named <= known, named - known


def test_the_sprite_has_no_icon_twice() -> None:
    names = re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())

    assert names == sorted(set(names))


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (None, ["vanaf ", "3 maart 2026"]),
        (date(2026, 3, 9), ["3 maart 2026", "9 maart 2026"]),
    ],
)
def test_a_stretch_without_an_end_says_that_it_begins(last: date | None, words: list[str]) -> None:
    written = draw("{% days first last %}", "nl", first=date(2026, 3, 3), last=last)

    assert all(word in written for word in words)
