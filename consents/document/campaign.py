"""Letters of a campaign: with a code for who has no account, and the paper form on the back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.document.letters import (
    LANGUAGE,
    front,
    how_to_come_in,
    in_your_language,
    letter_data,
)
from accounts.choices import Language
from consents.campaigns.deciding import key_of_person
from kernel.dates import day_of
from kernel.paper import compiled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from access.services import Letter
    from consents.asked import Asked
    from consents.campaigns.deciding import Key
    from consents.models import Campaign
    from students.models import Student

SOURCE = Path(__file__).with_name("campaign.typ")
BESIDE = 3  # children in one table


def as_pdf(
    letters: Sequence[Letter],
    *,
    campaign: Campaign,
    asked: Asked,
    children: Mapping[Key, Sequence[Student]],
) -> bytes:
    """Return the letters as one file; each has two pages, or more for more than three children.

    The form says of which day its words are: who types it in chooses them by that.
    """
    with translation.override(LANGUAGE):
        data = {
            **front(
                campaign.school,
                title=_title,
                lines=lambda: _lines(campaign),
                short=lambda: _short(campaign),
            ),
            "form": _form(asked),
            "letters": [
                {**letter_data(one), "children": _tables(children, one)} for one in letters
            ],
        }
    return compiled(SOURCE, data)


def _title() -> str:
    return _("Your choice about photos and videos")


def _lines(campaign: Campaign) -> list[str]:
    facts = {"school": campaign.school.name}
    if campaign.is_check:
        asks = [
            _("%(school)s asks you to look whether your choices are still right.") % facts,
            _("Do you do nothing? Then nothing changes."),
        ]
    else:
        asks = [
            _("%(school)s asks you to choose about photos and videos.") % facts,
            _("Yes and no are both fine. You can change your choice any day."),
        ]
    return [*asks, *how_to_come_in(), _("Would you rather use paper? Use the form on the back.")]


def _short(campaign: Campaign) -> list[str]:
    """Return what this is, for who reads no Dutch or English.

    The form is in Dutch, for whoever types it in must read what was ticked; the portal asks the
    same in the language of the reader.
    """
    if campaign.is_check:
        asks = _(
            "The school asks you to look at your choices about photos and videos."
            " Do you do nothing? Then nothing changes."
        )
    else:
        asks = _(
            "You choose what the school may do with photos and videos. Yes and no are both fine."
        )
    back = _("The form on the back is in Dutch. In the portal you choose in your own language.")
    return [asks, in_your_language(), back]


def _form(asked: Asked) -> dict[str, Any]:
    words = [asked.in_dutch(purpose.pk) for purpose in asked.purposes]
    since = max(one.in_force_from for one in words)
    return {
        "title": _("Form: photos and videos"),
        "lines": [
            _("Put a cross at yes or no, for each question and each child."),
            _("Yes and no are both fine. No cross? Then nothing changes."),
            _("Give the form to the school."),
        ],
        "question": _("Question"),
        "yes": _("Yes"),
        "no": _("No"),
        "name": _("Your name:"),
        "date": _("Date:"),
        "signature": _("Signature:"),
        "edition": _("Text from %(day)s, %(language)s")
        % {"day": date_format(day_of(since), "j F Y"), "language": Language.DUTCH.label},
        "rows": [
            {"title": one.title, "words": f"{one.question} {one.audience} {one.kept}"}
            for one in words
        ],
    }


def _tables(children: Mapping[Key, Sequence[Student]], letter: Letter) -> list[list[str]]:
    names = [one.display_name for one in children.get(key_of_person(letter.person), ())]
    return [names[first : first + BESIDE] for first in range(0, len(names), BESIDE)]
