"""A mail server that refuses some mailboxes, and keeps what it takes for the test to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail.backends.locmem import EmailBackend as Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

REFUSED: set[str] = set()  # filled by the fixture `refusing`, and emptied by it


class EmailBackend(Kept):
    """Takes every e-mail, but for those to mailboxes in `REFUSED`."""

    def send_messages(self, messages: Sequence[EmailMessage], *args: Any) -> int:  # noqa: ANN401
        """Take e-mails.

        Raises:
            OSError: one is to a mailbox that refuses.
        """
        if any(REFUSED.intersection(one.to) for one in messages):
            raise OSError("This mailbox refuses.")
        return int(super().send_messages(messages, *args))
