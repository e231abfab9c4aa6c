"""A receipt that somebody shows: genuine, changed, or not to be read; and never anything else."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from pypdf import PdfReader, PdfWriter

from consents.receipts.seal import PROOF, VALUE, Verdict, check, sealed_json, sealed_pdf
from consents.tests import receipts
from consents.tests.people import Family

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF"
SAID = {"dct:identifier": "a", "answer": {"says": "yes"}}


def record(**more: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(sealed_json(SAID) | more).encode()


@pytest.mark.django_db
@pytest.mark.law("AVG 7(1)")
def test_a_receipt_as_it_was_given_is_genuine(tmp_path: Path) -> None:
    home = Family()
    files = receipts.take(home.parent, receipts.given(home))

    for name, content in (("b.pdf", files.pdf), ("b.jsonld", files.record)):
        (tmp_path / name).write_bytes(content)
        out = StringIO()
        call_command("consent_receipt", verify=str(tmp_path / name), stdout=out)
        assert out.getvalue().startswith("Genuine")
        for word in (home.child.surname, home.child.call_name, home.parent.display_name):
            assert word not in out.getvalue()


@pytest.mark.django_db
@pytest.mark.law("AVG 7(1)")
def test_any_byte_that_is_changed_in_a_receipt_shows() -> None:
    home = Family()
    content = receipts.take(home.parent, receipts.given(home)).pdf

    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1
        assert check(bytes(changed)) is not Verdict.GENUINE, place


@pytest.mark.django_db
def test_a_receipt_that_was_saved_anew_is_not_the_one_that_was_given() -> None:
    home = Family()
    content = receipts.take(home.parent, receipts.given(home)).pdf
    again = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(content))).write(again)

    assert check(again.getvalue()) is Verdict.CHANGED


@pytest.mark.django_db
def test_each_word_that_is_changed_in_a_receipt_for_a_program_shows() -> None:
    home = Family()
    document = json.loads(receipts.take(home.parent, receipts.given(home)).record)
    events = document["dpv:hasRecordOfActivity"][0]["dpv:hasConsentStatus"]
    assert events[0]["@type"][0] == "dpv:ConsentWithdrawn"
    assert check(json.dumps(document).encode()) is Verdict.GENUINE

    events[0]["@type"][0] = "dpv:ConsentGiven"

    assert check(json.dumps(document).encode()) is Verdict.CHANGED


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf + b"\n",
        lambda pdf: pdf + b"\n2 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF",
        lambda pdf: pdf.replace(b"1 0 obj", b"2 0 obj"),
        lambda pdf: pdf.replace(b"startxref\n9", b"startxref\n8"),
        lambda pdf: b"%PDF-1.7\n" + pdf,
        lambda _: SMALL,
        lambda pdf: sealed_pdf(pdf).replace(b"endobj", b"endobk"),
    ],
    ids=["a line", "an addition", "a word", "a place", "in front", "no seal", "two seals"],
)
def test_a_pdf_that_was_changed_is_not_genuine(change: Callable[[bytes], bytes]) -> None:
    assert check(sealed_pdf(SMALL)) is Verdict.GENUINE

    assert check(change(sealed_pdf(SMALL))) is Verdict.CHANGED


@pytest.mark.parametrize(
    "more",
    [
        {"answer": {"says": "no"}},
        {"more": 1},
        {PROOF: None},
        {PROOF: "a"},
        {PROOF: {}},
        {PROOF: {VALUE: "0" * 64}},
        {PROOF: sealed_json(SAID)[PROOF] | {"more": 1}},
        {PROOF: sealed_json(SAID)[PROOF] | {VALUE: 1}},
        {PROOF: sealed_json(SAID)[PROOF] | {VALUE: "\ud800"}},
    ],
    ids=lambda more: str(list(more.items()))[:40].encode("ascii", "replace").decode(),
)
def test_a_record_that_was_changed_is_not_genuine(more: dict[str, Any]) -> None:
    assert check(record()) is Verdict.GENUINE

    assert check(record(**more)) is Verdict.CHANGED


def test_other_blanks_and_another_order_change_nothing_that_is_said() -> None:
    turned = dict(reversed(json.loads(record()).items()))

    assert check(json.dumps(turned, indent=7).encode("utf-8-sig")) is Verdict.GENUINE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"hello",
        b"[]",
        b"1",
        b"NaN",
        b"[" * 200_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
        record()[:-9],
        record().replace(b'"answer"', b'"dct:identifier"'),
        sealed_pdf(SMALL)[:-9],
        b"%PDF-",
    ],
    ids=[
        "nothing", "bytes", "words", "a list", "a number", "no number", "open", "deep", "long",
        "broken off", "a name twice", "a PDF broken off", "the head of a PDF",
    ],
)  # fmt: skip
def test_what_is_no_receipt_cannot_be_read(content: bytes) -> None:
    assert check(content) is Verdict.UNREADABLE


def test_a_receipt_of_another_portal_is_not_ours() -> None:
    with override_settings(SECRET_KEY="another"):
        theirs, pdf = record(), sealed_pdf(SMALL)

    assert check(theirs) is Verdict.CHANGED
    assert check(pdf) is Verdict.CHANGED


def test_a_receipt_of_before_the_key_was_changed_stays_genuine() -> None:
    with override_settings(SECRET_KEY="old"):
        before, pdf = record(), sealed_pdf(SMALL)

    with override_settings(SECRET_KEY_FALLBACKS=["older", "old"]):
        assert check(before) is Verdict.GENUINE
        assert check(pdf) is Verdict.GENUINE


@pytest.mark.parametrize(
    ("content", "code"),
    [(SMALL, 1), (record(answer="Amira"), 1), (b"Amira", 2), (b"{", 2), (None, 2)],
    ids=["no seal", "changed", "no receipt", "damaged", "no file"],
)
def test_the_command_says_one_sentence_and_ends_with_its_code(
    tmp_path: Path, content: bytes | None, code: int
) -> None:
    file = tmp_path / "Amira.pdf"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        call_command("consent_receipt", verify=str(file), stdout=StringIO())

    assert refused.value.returncode == code
    assert "Amira" not in str(refused.value)


@pytest.mark.parametrize("name", ["", "\x00", "x" * 5_000], ids=["a folder", "NUL", "long"])
def test_what_is_no_name_of_a_file_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("consent_receipt", verify=f"{tmp_path}/{name}", stdout=StringIO())

    assert refused.value.returncode == 2


def test_a_file_that_is_too_large_is_not_looked_into(tmp_path: Path) -> None:
    file = tmp_path / "large.pdf"
    with file.open("wb") as large:
        large.truncate(20 * 1024 * 1024 + 1)

    with pytest.raises(CommandError, match="larger than 20 MB") as refused:
        call_command("consent_receipt", verify=str(file), stdout=StringIO())

    assert refused.value.returncode == 2
