"""Letters with the code of an invitation: one person a page, tagged, with a QR code of the link.

The codes are nowhere else. The QR code holds the link alone: who finds it has no code. The school
does not know yet what a reader reads, so each letter says in every language how to go on in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.languages import in_each_language
from access.rules import spaced
from accounts.choices import AT_WORK
from kernel.paper import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from access.services.inviting import Letter
    from schools.models import School

SOURCE = Path(__file__).with_name("invitation.typ")
LANGUAGE, OTHER = "nl", "en"
MASK = 4  # every reader knows all eight; to look for the best takes most of the time


def as_pdf(letters: Sequence[Letter], *, school: School) -> bytes:
    """Return the letters as one file."""
    with translation.override(LANGUAGE):
        data = {
            **front(school, title=_title, lines=lambda: _lines(school), short=_short),
            "letters": [letter_data(one) for one in letters],
        }
    return compiled(SOURCE, data)


def front(
    school: School,
    *,
    title: Callable[[], str],
    lines: Callable[[], list[str]],
    short: Callable[[], list[str]],
) -> dict[str, Any]:
    """Return what stands on the front of every letter.

    In Dutch, the same in English below, and what is `short` in each other language.
    """
    with translation.override(OTHER):
        other = {"language": OTHER, "title": title(), "lines": lines()}
    with translation.override(LANGUAGE):
        phone = _("Questions? Call the school: %(phone)s.") % {"phone": school.phone}
        return {
            "school": school.name,
            "author": school.name,
            "phone": school.phone,
            "language": LANGUAGE,
            "title": title(),
            "lines": lines(),
            "code_label": _("Your code:"),
            "link_label": _("The page:"),
            "first_day_label": _("The code works from"),
            "day_label": _("The code works once, until"),
            "alt": _("QR code of the page"),
            "help": [_("Give the code to nobody."), *([phone] if school.phone else [])],
            "other": other,
            "languages": [
                {"language": language, "name": name, "lines": lines}
                for language, name, lines in in_each_language(short, but=AT_WORK)
            ],
        }


def _title() -> str:
    return _("Invitation to the privacy portal")


def _lines(school: School) -> list[str]:
    return [
        _("%(school)s invites you to its privacy portal.") % {"school": school.name},
        _("There you see what the school keeps, and choose about photos."),
        *how_to_come_in(),
    ]


def how_to_come_in() -> list[str]:
    """Return what somebody with a code does."""
    return [
        _("Scan the square with your phone, or type the address of the page."),
        _("Then fill in your code. You choose your own e-mail address and password."),
    ]


def _short() -> list[str]:
    return [
        _("The school invites you to its privacy portal."),
        _("You choose what the school may do with photos and videos. Yes and no are both fine."),
        in_your_language(),
    ]


def in_your_language() -> str:
    """Return how somebody with a code goes on in the language that this is said in."""
    return _("Scan the square, choose your language, and fill in your code. Give it to nobody.")


def letter_data(letter: Letter) -> dict[str, Any]:
    """Return what stands on the front of one letter alone."""
    square = segno.make(letter.link, error="m", mask=MASK, micro=False)
    return {
        "name": letter.name,
        "code": spaced(letter.code, by=" "),
        "link": letter.link,
        "first_day": date_format(letter.first_day, "j F Y") if letter.first_day else "",
        "last_day": date_format(letter.last_day, "j F Y"),
        "qr": square.svg_inline(border=4, scale=4),
    }
