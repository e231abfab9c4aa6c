"""The seal on a receipt: a keyed mark over all of it, which only this portal can make.

It needs no database, so a receipt can be checked when what it tells of is long gone. And no
reader of PDF: of a file that somebody hands in, nothing is opened or run to check it.

Law: AVG 7(1)
"""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kernel import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

SALT = "consents.receipt.seal"
PROOF = "sec:proof"
VALUE = "sec:proofValue"
KIND = {"@type": "sec:DataIntegrityProof", "sec:cryptosuite": "hmac-sha256-sorted-json"}
HEAD, BEFORE, END = b"%PDF-", b"startxref", b"%%EOF"
LINE = b"%privacyportal-receipt-1 "  # to a reader of PDF a remark, which it passes over
DIGITS = 64
TAIL = 1024  # bytes in which a PDF says that it ends


class Verdict(IntEnum):
    """What a check comes to; a command ends with this number."""

    GENUINE = 0
    CHANGED = 1
    UNREADABLE = 2


def sealed_json(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with its seal, over all names and values in a fixed order."""
    return {**document, PROOF: {**KIND, VALUE: _mark(_canonical(document))}}


def sealed_pdf(content: bytes) -> bytes:
    """Return the PDF with a seal over every byte, in a remark in front of its last lines.

    There it moves nothing that the file refers to by place, so the file stays as valid as it
    was. Whatever is changed, added behind it or saved anew breaks the seal.
    """
    body, _, rest = content.rpartition(BEFORE)
    tail = b"\n" + BEFORE + rest
    code = _mark(body + LINE + tail).encode()
    return body + LINE + code + tail


def check(content: bytes) -> Verdict:
    """Tell whether a file is a receipt as this portal gave it."""
    return _check_pdf(content) if content.startswith(HEAD) else _check_json(content)


def _check_pdf(content: bytes) -> Verdict:
    if END not in content[-TAIL:]:
        return Verdict.UNREADABLE
    body, line, rest = content.rpartition(LINE)
    if not line:
        return Verdict.CHANGED
    code, tail = rest[:DIGITS], rest[DIGITS:]
    marks = _marks(body + line + tail)
    return _verdict(code.decode("latin-1"), marks)


def _check_json(content: bytes) -> Verdict:
    try:
        document = strict_json.read(content.decode("utf-8-sig"))
        proof = document.pop(PROOF, None) if isinstance(document, dict) else None
        canonical = _canonical(document)
    except (ValueError, RecursionError):
        return Verdict.UNREADABLE
    if not isinstance(document, dict):
        return Verdict.UNREADABLE
    code = proof.pop(VALUE, None) if isinstance(proof, dict) else None
    if proof != KIND or not isinstance(code, str):
        return Verdict.CHANGED
    return _verdict(code, _marks(canonical))


def _canonical(document: object) -> bytes:
    """Return the one spelling of a document; only ASCII, so that any text in it has one."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def _verdict(code: str, marks: Iterator[str]) -> Verdict:
    same = [code.isascii() and constant_time_compare(code, mark) for mark in marks]
    return Verdict.GENUINE if any(same) else Verdict.CHANGED


def _mark(content: bytes) -> str:
    return next(_marks(content))


def _marks(content: bytes) -> Iterator[str]:
    """Yield the mark under the key of the portal, and under each that it had before."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(SALT, content, secret=key, algorithm="sha256").hexdigest()
