"""What can be wrong with a file as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interchange.messages import SENTENCES
from kernel.errors import RuleBrokenError

if TYPE_CHECKING:
    from interchange.choices import Code


class FileRefusedError(RuleBrokenError):
    """The whole file does not count; nothing of it may be used.

    `code` says why, `line` and `field` where, as far as that is known.
    """

    def __init__(self, code: Code, *, line: int | None = None, field: str = "") -> None:
        """Refuse for the reason `code`."""
        super().__init__(code.value)
        self.code = code
        self.line = line
        self.field = field

    def __str__(self) -> str:
        """Return the sentence that belongs to the reason."""
        return str(SENTENCES[self.code])
