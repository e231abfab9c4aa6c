"""One line a log record, and no data of people in it."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

KEY = re.compile(r"(?<=/)[A-Za-z0-9_-]{38,}(?=/|$)")  # a public id has 36


class Line(logging.Formatter):
    """Says when, where and what; of an exception the kind and the place, never the words.

    The words of a database error quote the row that failed: names, dates, numbers; those of a
    mail server name the mailbox. Celery puts them into its own message, as `exc`. A piece of an
    address that is as long as a key opens something to who holds it, so it is left out.
    """

    def __init__(self) -> None:
        """Make the formatter."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of what a task says of its error, the kind.

        Of a copy: another formatter leaves the words of the error in the record itself.
        """
        said = record.args
        if isinstance(said, dict) and "exc" in said:
            said = {**said, "exc": str(said["exc"]).partition("(")[0]}
        fresh = {**vars(record), "args": said, "exc_text": None}
        return super().format(logging.makeLogRecord(fresh))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (the library's name)
        """Return the line, without the keys in its addresses."""
        return KEY.sub("(key)", super().formatMessage(record))

    def formatException(self, ei: Info) -> str:  # noqa: N802  (the library's name)
        """Return the frames and the class of the exception and of what caused it."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in frames]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)
