"""Which files are kept as a document."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject

from kernel import uploads as errors
from processors import documents
from processors.tests.make import pdf_bytes, written


def script() -> dict[PdfObject, PdfObject]:
    return {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("1"),
    }


def with_script() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    action = script()
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    return written(writer)


def with_hidden_script() -> bytes:
    """Spell the name with an escape, which a search for the plain word misses."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=100, height=100)
    action = script()
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(action)})
    return written(writer).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/AA", b"/A#41")


def with_launch() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(width=100, height=100)
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x")}
    page[NameObject("/X")] = DictionaryObject(action)
    return written(writer)


def with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.add_attachment("list.csv", b"a;b")
    return written(writer)


def encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def followed_by_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", b"MZ")
    return pdf_bytes() + out.getvalue()


BAD = {
    "empty": (b"", errors.EmptyFileError),
    "a picture that was renamed": (b"\x89PNG\r\n\x1a\n" + b"0" * 200, errors.NotPdfError),
    "a page of the web": (b"<html><script>1</script>", errors.NotPdfError),
    "something before the PDF": (b"GIF89a" + pdf_bytes(), errors.NotPdfError),
    "an archive behind the PDF": (followed_by_archive(), errors.NotPdfError),
    "only the first bytes": (b"%PDF-1.7\n", errors.DamagedPdfError),
    "cut off half way": (pdf_bytes(20)[:900], errors.DamagedPdfError),
    "without a page": (written(PdfWriter()), errors.DamagedPdfError),
    "noise": (b"%PDF-1.4\n" + bytes(range(256)) * 50 + b"%%EOF", errors.DamagedPdfError),
    "locked": (encrypted(), errors.EncryptedPdfError),
    "a script": (with_script(), errors.ActivePdfError),
    "a script under another spelling": (with_hidden_script(), errors.ActivePdfError),
    "starts a program": (with_launch(), errors.ActivePdfError),
    "carries another file": (with_attachment(), errors.ActivePdfError),
}


@pytest.mark.parametrize(("content", "error"), BAD.values(), ids=BAD)
@pytest.mark.law("AVG 32(1)")
def test_a_file_that_is_no_plain_pdf_is_refused(
    content: bytes, error: type[errors.BadFileError]
) -> None:
    with pytest.raises(error):
        documents.check(ContentFile(content, name="contract.pdf"))


def test_a_plain_pdf_is_kept_with_its_number_of_pages() -> None:
    found = documents.check(ContentFile(pdf_bytes(3), name="whatever.exe"))

    assert (found.pages, found.content) == (3, pdf_bytes(3))
    assert len(found.sha256) == 64


def test_a_file_over_20_mb_is_refused_before_it_is_looked_into() -> None:
    with pytest.raises(errors.TooLargeError):
        documents.check(ContentFile(pdf_bytes() + b" " * documents.MAX_BYTES))


def test_a_file_that_explodes_when_it_is_read_is_refused() -> None:
    depth = 200_000
    nested = b"[" * depth + b"]" * depth
    bomb = b"%PDF-1.4\n1 0 obj\n" + nested + b"\nendobj\ntrailer<</Root 1 0 R>>"

    with pytest.raises(errors.DamagedPdfError):
        documents.check(ContentFile(bomb + b"\nstartxref\n0\n%%EOF"))


def test_two_names_in_the_store_are_never_the_same() -> None:
    assert documents.random_name() != documents.random_name()
