"""Rows and columns: delimiter, quotes, and the rows that are no data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from interchange.choices import Code
from interchange.errors import FileRefusedError
from interchange.reading.decode import FileFacts, lines
from interchange.reading.headers import known_columns, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interchange.reading.issues import IssueLog

DELIMITERS = (";", ",", "\t", "|")
MIN_KNOWN_COLUMNS = 3
MAX_COLUMNS = 300
MAX_LINES_BEFORE_HEADER = 20
MAX_CELLS_OF_TOTAL = 2
TOTALS = ("totaal", "total", "aantal")


@dataclass(frozen=True, slots=True)
class Table:
    """A list whose first row is understood; `rows` can be read as often as needed."""

    data: BinaryIO
    facts: FileFacts
    delimiter: str
    header: list[str]
    header_line: int

    def rows(self, log: IssueLog) -> Iterator[tuple[int, list[str]]]:
        """Yield line number and cells of every row of data; what is skipped goes to `log`.

        Raises:
            FileRefusedError: the end is missing, or a quotation mark swallows rows.
        """
        width = len(self.header)
        first = self.header[0]
        line, complete = self.header_line, True
        for line, cells in self._raw(log):
            complete = True
            if cells[0].strip() == first and self._is_header(cells):
                log.add(Code.REPEATED_HEADER, line)
            elif _is_total(cells):
                log.add(Code.TOTAL_ROW, line)
            elif fitted := _fit(cells, width):
                yield line, fitted
            else:
                complete = False
                log.add(Code.ROW_LENGTH, line)
        if not complete and not self.facts.ends_with_line_end:
            raise FileRefusedError(Code.TRUNCATED, line=line)

    def _raw(self, log: IssueLog) -> Iterator[tuple[int, list[str]]]:
        source = islice(lines(self.data, self.facts), self.header_line, None)
        reader = csv.reader(source, delimiter=self.delimiter, strict=True)
        while True:
            before = reader.line_num
            line = self.header_line + before + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                _judge(error, reader.line_num - before, line)
                log.add(Code.BAD_QUOTES, line)
                continue
            if any(cells) and any(map(str.strip, cells)):
                yield line, cells

    def _is_header(self, cells: list[str]) -> bool:
        return [cell.strip() for cell in cells[: len(self.header)]] == self.header


def _judge(error: csv.Error, lines_taken: int, line: int) -> None:
    """Refuse the file where a wrong quotation mark may have cost more than its own row."""
    if "unexpected end" in str(error):
        raise FileRefusedError(Code.TRUNCATED, line=line) from None
    if lines_taken > 1:
        raise FileRefusedError(Code.QUOTE_NOT_CLOSED, line=line) from None


def _fit(cells: list[str], width: int) -> list[str]:
    """Return the cells if there are as many as columns; empty ones at the end may be more."""
    if len(cells) > width and not any(map(str.strip, cells[width:])):
        return cells[:width]
    return cells if len(cells) == width else []


def _is_total(cells: list[str]) -> bool:
    first = next(cell for cell in cells if cell.strip()).strip().casefold()
    return first.startswith(TOTALS) and sum(1 for c in cells if c.strip()) <= MAX_CELLS_OF_TOTAL


def open_table(data: BinaryIO, facts: FileFacts) -> Table:
    """Find the first row and the delimiter.

    The delimiter is what `sep=` says, else the one that gives most known columns.

    Raises:
        FileRefusedError: no delimiter gives three columns that are known here.
    """
    declared, text, line = _first_row(data, facts)
    choices = (declared,) if declared else DELIMITERS
    tried = [
        (known_columns(cells), mark, cells) for mark in choices if (cells := _split(text, mark))
    ]
    known, delimiter, header = max(tried, key=lambda one: one[0], default=(0, "", []))
    if known < MIN_KNOWN_COLUMNS or len(header) > MAX_COLUMNS:
        raise FileRefusedError(Code.UNKNOWN_FORMAT, line=line)
    return Table(data, facts, delimiter, header, line)


def _first_row(data: BinaryIO, facts: FileFacts) -> tuple[str, str, int]:
    declared = ""
    for line, text in enumerate(islice(lines(data, facts), MAX_LINES_BEFORE_HEADER), start=1):
        clean = text.strip("\n\ufeff").strip(' "') if "sep=" in text else text.strip("\n\ufeff")
        if clean.casefold().startswith("sep=") and len(clean) in {4, 5}:
            declared = clean[4:] or "\t"
        elif clean.strip(";,|\t "):
            return declared, clean, line
    raise FileRefusedError(Code.EMPTY_FILE)


def _split(text: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except (csv.Error, TypeError, ValueError):
        return []
    while cells and not plain(cells[-1]):
        cells.pop()
    return [cell.strip() for cell in cells]
