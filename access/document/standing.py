"""How the matrix of this portal stands with each board: adopted, another one, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.document import edition
from access.document.text import changes
from access.models import Adoption
from schools.models import Board

if TYPE_CHECKING:
    from collections.abc import Iterable

    from access.document.edition import Difference
    from access.document.text import Change
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """One board: what it adopted last, and where that differs from what works here."""

    board: Board
    adoption: Adoption | None = None
    differences: list[Difference] = field(default_factory=list)

    @property
    def is_adopted(self) -> bool:
        """Tell whether the board adopted exactly what works here."""
        return self.adoption is not None and not self.differences

    @property
    def changes(self) -> list[Change]:
        """Return the differences in words."""
        return changes(self.differences)

    @property
    def says(self) -> str:
        """Return in one sentence how it stands."""
        if self.adoption is None:
            return _("%(board)s has not adopted this document yet.") % {"board": self.board.name}
        facts = {
            "board": self.board.name,
            "version": self.adoption.version,
            "day": date_format(self.adoption.adopted_on, "j F Y"),
        }
        if self.differences:
            return (
                _(
                    "This version differs from version %(version)s, which %(board)s adopted on"
                    " %(day)s."
                )
                % facts
            )
        return _("%(board)s adopted this version on %(day)s.") % facts

    @property
    def council(self) -> str:
        """Return in one sentence what the participation council said."""
        if self.adoption is None:
            return ""
        if self.adoption.council_on is None:
            return _("The participation council has not been asked yet.")
        return _("Participation council: %(said)s on %(day)s.") % {
            "said": self.adoption.get_council_display().lower(),
            "day": date_format(self.adoption.council_on, "j F Y"),
        }


def standings(boards: Iterable[Board]) -> list[Standing]:
    """Return how it stands with these boards; one query, however many they are."""
    listed = list(boards)
    newest: dict[int, Adoption] = {}
    for adoption in Adoption.objects.filter(board__in=listed).newest_first():
        newest.setdefault(adoption.board_id, adoption)
    return [_standing(board, newest.get(board.pk)) for board in listed]


def of_user(user: User) -> list[Standing]:
    """Return how it stands with the boards of the schools where `user` works."""
    return standings(Board.objects.visible_to(user).order_by("name"))


def _standing(board: Board, adoption: Adoption | None) -> Standing:
    if adoption is None:
        return Standing(board)
    return Standing(board, adoption, edition.differences(adoption.content, edition.content()))
