"""Change an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.choices import Language, Theme
    from accounts.models import User


def choose_theme(*, actor: User, theme: Theme) -> None:
    """Keep the user's own choice of light or dark."""
    actor.theme = theme
    actor.save(update_fields=["theme"])


def choose_language(*, actor: User, language: Language) -> None:
    """Keep the user's own language, for pages and letters."""
    actor.language = language
    actor.save(update_fields=["language"])
