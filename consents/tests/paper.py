"""Builders: scans, and what a parent told the school outside the portal."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from consents import services
from consents.choices import Channel
from consents.models import Decision, Evidence
from consents.paper import scans
from consents.services import Choice, Told
from consents.tests import make
from kernel.database import acting_as
from kernel.dates import day_of
from kernel.tests.roles import seeing_all
from schools.tests.make import NOW

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from consents.models import Inquiry, Wording
    from consents.paper.scans import Scan
    from students.models import Student

NOTE = "She rang at ten; I rang her back on the number that we have."
# One grey pixel, as a program for photos writes it.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////"
    "////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAB"
    "PxA="
)


def part(name: bytes, body: bytes) -> bytes:
    """Return one part of a PNG."""
    check = struct.pack(">I", zlib.crc32(name + body))
    return struct.pack(">I", len(body)) + name + body + check


def png(*, wide: int = 1) -> bytes:
    """Make a PNG of one grey row."""
    header = struct.pack(">IIBBBBB", wide, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" + b"\x80" * min(wide, 10))
    parts = part(b"IHDR", header) + part(b"IDAT", pixels) + part(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg() -> bytes:
    """Return a JPEG of one pixel."""
    return JPEG + b"\xff\xd9"


def pdf() -> bytes:
    """Make a PDF of one empty page."""
    out, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


@cache
def scan(content: bytes = b"") -> Scan:
    """Look into a scan, as a form does; once, as that starts a process."""
    return scans.check(ContentFile(content or pdf(), name="formulier.pdf"))


@dataclass
class Call:
    """What a test changes about what was told; the rest is an honest paper of today."""

    channel: Channel = Channel.PAPER
    code: str = make.WEBSITE
    said_on: date | None = None
    shown: Wording | None = None
    scan: Scan | None = None
    note: str = ""
    key: UUID | None = None
    at: datetime = NOW
    inquiry: Inquiry | None = None


def told(student: Student, signer: int | None, says: str, call: Call | None = None) -> Told:
    """Return what somebody said, as a form gives it; a signer of None is the student."""
    c = call or Call()
    about = c.inquiry.purpose if c.inquiry else make.purpose(student, c.code)
    on_paper = c.channel == Channel.PAPER
    choices = (Choice(student, about, says == "yes", c.shown or make.words(about), c.inquiry),)
    return Told(
        student=student,
        signer=signer,
        channel=c.channel,
        said_on=c.said_on or day_of(c.at),
        choices=choices if says else (),
        key=c.key or uuid4(),
        scan=c.scan or (scan() if on_paper else None),
        note=c.note or ("" if on_paper else NOTE),
        inquiry=c.inquiry,
    )


def tells(
    clerk: User, student: Student, signer: User | None, says: str, call: Call | None = None
) -> Evidence:
    """Let the administration write down what somebody said; a signer of None is the student."""
    who = signer.guardians.get(school=student.school).pk if signer else None
    return enters(clerk, told(student, who, says, call), at=(call or Call()).at)


def enters(clerk: User, said: Told, *, at: datetime = NOW) -> Evidence:
    """Write it down, as a page of the administration does."""
    with acting_as(clerk.pk):
        return services.enter(actor=clerk, told=said, at=at)


def kept() -> list[Evidence]:
    """Return all evidence, in order."""
    with seeing_all():
        rows = Evidence.objects.select_related("receipt__given_to", "guardian", "entered_by")
        return list(rows.order_by("pk"))


def said() -> list[Decision]:
    """Return all decisions, in order."""
    with seeing_all():
        return list(Decision.objects.order_by("pk"))
