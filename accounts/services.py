"""Change an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

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


def close(*, user: User, at: datetime) -> None:
    """Let nobody sign in with this account any more, and end its sessions; whoever calls decides.

    What the person did stays on record, under the name of the account.
    """
    user.is_active = False
    user.sessions_end_at = at
    user.save(update_fields=["is_active", "sessions_end_at"])
