"""What must hold for every file there can be."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from interchange.choices import Code
from interchange.errors import FileRefusedError
from interchange.reading.ledger import Ledger
from interchange.records import StudentRecord
from interchange.tests.builders import (
    GUARDIAN_HEADER,
    HEADER,
    edexml,
    pupil,
    read_bytes,
    read_edexml,
    read_rows,
    table,
    without_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLES = settings(max_examples=150, deadline=None)
CELL = st.text(alphabet="ab1# ;\"'\n\r\t?é\0-.,/E+=", max_size=8)
ROWS = (
    "1;Ada;;Bakker;01-02-2013;1A;1",
    "2;Bob;de;Groot;2013-03-04;1A;1",
    "3;Cas;;Vos;;1B;1",
    "3;Cas;;Vos;;1C;1",
    " 4 ;Dee;;Kaya;31-02-2013;1B;1",
    "#5;Eli;;Prins;;;",
)
NODES = (
    pupil("1", '<groep key="g5"/>'),
    pupil("2", '<groep key="g9"/>'),
    pupil("3"),
    pupil("3"),
    pupil("#4", "<uitstroomdatum>2026-01-01</uitstroomdatum>"),
)


def survives(content: bytes) -> None:
    """Read; nothing but our own refusal may come out."""
    with contextlib.suppress(FileRefusedError):
        read_bytes(content)


@EXAMPLES
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    survives(content)


@EXAMPLES
@given(
    st.sampled_from([HEADER, GUARDIAN_HEADER, f"{HEADER};Schooljaar;Datum in;Datum uit;ECK-iD"]),
    st.lists(st.lists(CELL, min_size=5, max_size=11), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_any_rows_under_a_good_header_are_read_or_refused(
    header: str, rows: list[list[str]], encoding: str
) -> None:
    text = "\n".join([header, *(";".join(row) for row in rows)])
    survives(text.encode(encoding))


@EXAMPLES
@given(st.data())
def test_a_good_file_with_a_piece_taken_out_is_read_or_refused(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from([edexml(*NODES), table(*ROWS)]))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    survives(content[:start] + data.draw(st.binary(max_size=4)) + content[end:])


@EXAMPLES
@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(rows: Sequence[str]) -> None:
    assert without_lines(read_rows(*rows).of(StudentRecord)) == without_lines(
        read_rows(*ROWS).of(StudentRecord)
    )


@EXAMPLES
@given(st.permutations(NODES))
def test_the_order_of_students_does_not_matter(nodes: Sequence[str]) -> None:
    assert without_lines(read_edexml(edexml(*nodes)).records) == without_lines(
        read_edexml(edexml(*NODES)).records
    )


@EXAMPLES
@given(st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_the_ledger_knows_what_comes_twice(keys: list[str]) -> None:
    ledger = Ledger()
    for key in keys:
        ledger.add(key)
    assert ledger.repeated() == {hash(key) for key in keys if keys.count(key) > 1}


@EXAMPLES
@given(st.integers(0, 60))
def test_a_cut_off_xml_file_is_always_refused(cut: int) -> None:
    content = edexml(*NODES)
    try:
        read_edexml(content[: -1 - cut])
    except FileRefusedError as refused:
        assert refused.code in {Code.TRUNCATED, Code.NOT_WELL_FORMED}  # noqa: PT017 - of many
    else:
        raise AssertionError(cut)


def test_reading_twice_gives_the_same_records() -> None:
    found = read_rows(*ROWS)
    again = list(found.reading.records())
    assert again == found.records
    assert not set(map(type, again)) ^ set(map(type, found.records))


def test_every_pair_of_equal_numbers_is_rejected_wherever_it_stands() -> None:
    for order in itertools.permutations(ROWS[1:4]):
        assert [s.ref for s in read_rows(*order).of(StudentRecord)] == ["2"]
