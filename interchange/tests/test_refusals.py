"""A file that is not whole, not safe or not this school's does not count at all."""

from __future__ import annotations

import pytest

from interchange.choices import Code
from interchange.errors import FileRefusedError
from interchange.tests.builders import (
    BEAU,
    GUARDIAN_HEADER,
    HEADER,
    NOOR,
    edexml,
    pupil,
    read_bytes,
    read_edexml,
    read_rows,
    table,
)


def reason(content: bytes) -> Code:
    with pytest.raises(FileRefusedError) as refused:
        read_bytes(content)
    return refused.value.code


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\0\0\0", b"sep=;\n"])
def test_a_file_with_nothing_in_it_is_refused(content: bytes) -> None:
    assert reason(content) == Code.EMPTY_FILE


@pytest.mark.parametrize(
    "content",
    [
        table(),
        table(header=GUARDIAN_HEADER),
        table(HEADER, HEADER),
        table("Totaal;0;;;;;"),
        edexml(),
    ],
)
def test_a_file_with_only_a_header_never_means_that_all_have_left(content: bytes) -> None:
    assert reason(content) == Code.HEADER_ONLY


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        b"\n<html><head><title>Login</title></head></html>",
        b"Fout_nummer;ResultMessage\r\n10;Gebruikersaccount heeft geen recht op deze layout\r\n",
        b'{"error": "expired"}',
        b"<Envelope><Body><Fault>no</Fault></Body></Envelope>",
    ],
)
def test_an_error_page_instead_of_a_list_is_refused(content: bytes) -> None:
    assert reason(content) == Code.ERROR_PAGE


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest", b"%PDF-1.7", b"hello world", b"a;b;c;d\n1;2;3;4\n", b"<a><b/></a>"],
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert reason(content) == Code.UNKNOWN_FORMAT


def test_a_file_of_another_school_is_refused() -> None:
    assert reason(edexml(pupil("1"), school="<brincode>99ZZ</brincode>")) == Code.WRONG_SCHOOL


def test_a_file_of_another_location_of_the_same_school_is_refused() -> None:
    school = "<brincode>99AB</brincode><dependancecode>01</dependancecode>"
    assert reason(edexml(pupil("1"), school=school)) == Code.WRONG_SCHOOL


def test_location_00_is_the_school_itself() -> None:
    school = "<dependancecode>00</dependancecode><brincode> 99ab </brincode>"
    assert read_edexml(edexml(pupil("1"), school=school)).reading.header.brin == "99AB00"


def test_a_list_with_one_row_of_another_school_is_refused() -> None:
    rows = (f"{NOOR};99AB", f"{BEAU};99ZZ")
    assert reason(table(*rows, header=f"{HEADER};Brincode")) == Code.WRONG_SCHOOL


def test_a_file_that_names_no_school_is_read_with_a_warning() -> None:
    found = read_edexml(edexml(pupil("1"), school="<schoolkey>77</schoolkey>"))
    assert found.reading.header.brin is None
    assert Code.SCHOOL_NOT_NAMED in found.codes()


def test_xml_of_which_the_end_is_missing_is_refused() -> None:
    whole = edexml(*(pupil(str(n)) for n in range(20)))
    assert reason(whole[:-200]) == Code.TRUNCATED


def test_a_list_that_stops_halfway_a_row_is_refused() -> None:
    assert reason(table(NOOR, BEAU)[:-14]) == Code.TRUNCATED


def test_a_list_that_stops_within_quotation_marks_is_refused() -> None:
    assert reason(table(NOOR) + b'1002;"Beau') == Code.TRUNCATED


def test_a_quotation_mark_that_swallows_rows_refuses_the_file() -> None:
    rows = ('1000;"Sem;;Vos;;2HV1;2', NOOR, '1002;"Beau";de;Groot;;2HV1;2')
    assert reason(table(*rows)) == Code.QUOTE_NOT_CLOSED


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE EDEX [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE EDEX SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE EDEX [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused_before_anything_is_read(document_type: str) -> None:
    content = edexml(pupil("1")).decode().replace("<EDEX>", f"{document_type}<EDEX>")
    assert reason(content.encode()) == Code.DTD_REFUSED


def test_xml_that_is_broken_is_refused() -> None:
    assert reason(edexml(pupil("1").replace("</leerling>", "</leraar>"))) == Code.NOT_WELL_FORMED


def test_xml_that_says_utf8_and_is_not_gets_a_reason_of_its_own() -> None:
    content = edexml(pupil("1", name="Ismaël")).decode().encode("cp1252")
    assert reason(content) == Code.ENCODING_MISMATCH


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 60 + "</a>" * 60,
        "<naam " + " ".join(f'a{n}="x"' for n in range(100)) + "/>",
        f'<fotourl x="{"y" * 3_000_000}"/>',
        '<groep key="g5"/>' * 3000,
        "".join(f"<e{n}/>" for n in range(2000)),
    ],
)
def test_xml_that_is_too_deep_wide_or_long_is_refused(inside: str) -> None:
    assert reason(edexml(pupil("1", inside))) == Code.TOO_LARGE


def test_a_line_without_end_is_refused() -> None:
    assert reason(table(NOOR) + b"x" * 3_000_000) == Code.TOO_LARGE


def test_two_columns_that_say_the_same_refuse_the_file() -> None:
    row = "1;1;Noor;Bakker"
    assert reason(table(row, header="Stamnummer;Leerlingnummer;Roepnaam;Achternaam")) == (
        Code.AMBIGUOUS_HEADER
    )


def test_a_file_of_which_no_row_can_be_used_is_refused() -> None:
    assert reason(table(NOOR, NOOR)) == Code.NO_USABLE_ROWS


def test_the_refusal_reads_as_a_sentence_and_holds_no_value() -> None:
    with pytest.raises(FileRefusedError) as refused:
        read_rows()
    assert str(refused.value)
    assert "Stamnummer" not in str(refused.value)


def test_an_answer_that_nothing_has_changed_is_no_empty_school() -> None:
    answer = "<leerlinggegevens_antwoord><geenwijzigingen/></leerlinggegevens_antwoord>"
    content = f"<Envelope><Body>{answer}</Body></Envelope>".encode()
    found = read_edexml(content)
    assert found.reading.header.completeness == "no_change"
    assert found.records == []
