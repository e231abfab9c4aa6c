"""What the register of agreements holds about people: who signs, and whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from holdings.register import Holding, Kind, declare, nobody
from processors.models import (
    Annex,
    AnnexRow,
    Arrangement,
    Document,
    Party,
    Product,
    Scope,
    SubProcessor,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

SOURCE = _("The organisation that receives data")
KEPT = _("Until seven years after the end of the last agreement")

nobody(Scope, "Which school an arrangement covers.")
nobody(AnnexRow, "A kind of data, not the data.")
nobody(Annex, "Kinds of data, not the data; who wrote it down is an account.")
nobody(Product, "A product of an organisation; who wrote it down is an account.")
nobody(SubProcessor, "An organisation; who wrote it down is an account.")


@declare
class Parties(Holding[Party]):
    """Whom to call at an organisation."""

    model = Party
    what = _("The name and address of the contact at an organisation that receives data")
    purpose = _("To reach that organisation, at once when there is a data breach")
    source = SOURCE
    kept = KEPT
    ground = "AVG 6(1)(c)"
    readers = "agreements"
    rules = ("R45",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "form_key": Kind.NONE,
        "created_by": Kind.LINK,
        "created_at": Kind.NONE,
        "board": Kind.NONE,
        "name": Kind.NAME,  # a photographer trades under the own name
        "explanation": Kind.TEXT,
        "kvk": Kind.NUMBER,
        "country": Kind.NONE,
        "website": Kind.ADDRESS,
        "privacy_contact": Kind.ADDRESS,
        "breach_contact": Kind.ADDRESS,
        "note": Kind.TEXT,
    }

    def about(self, students: Collection[int]) -> QuerySet[Party]:
        """Return nothing: these are no students."""
        del students
        return Party.objects.none()


@declare
class Arrangements(Holding[Arrangement]):
    """Who signed."""

    model = Arrangement
    what = _("Who signed an agreement, and when")
    purpose = _("To show that the agreement was made by whoever may make it")
    source = SOURCE
    kept = KEPT
    ground = "AVG 6(1)(c)"
    readers = "agreements"
    rules = ("R45",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "form_key": Kind.NONE,
        "created_by": Kind.LINK,
        "created_at": Kind.NONE,
        "party": Kind.LINK,
        "replaces": Kind.NONE,
        "version": Kind.NONE,
        "kind": Kind.NONE,
        "status": Kind.NONE,
        "subject": Kind.TEXT,
        "model_used": Kind.NONE,
        "basis": Kind.TEXT,
        "rationale": Kind.TEXT,
        "period": Kind.NONE,
        "notice_days": Kind.NONE,
        "auto_renew": Kind.NONE,
        "signed_on": Kind.FACT,
        "signed_by": Kind.NAME,
        "ended_on": Kind.NONE,
        "breach_hours": Kind.NONE,
        "deletion_days": Kind.NONE,
        "destroyed_on": Kind.NONE,
        "next_review_on": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[Arrangement]:
        """Return nothing: these are no students."""
        del students
        return Arrangement.objects.none()


@declare
class Documents(Holding[Document]):
    """The signed papers."""

    model = Document
    what = _("The signed agreement, with the names of who signed it")
    purpose = _("To show what was agreed")
    source = SOURCE
    kept = KEPT
    ground = "AVG 6(1)(c)"
    readers = "agreements"
    rules = ("R45",)
    fields = {
        "id": Kind.NONE,
        "public_id": Kind.NONE,
        "form_key": Kind.NONE,
        "created_by": Kind.LINK,
        "created_at": Kind.NONE,
        "arrangement": Kind.LINK,
        "kind": Kind.NONE,
        "file": Kind.FILE,
        "sha256": Kind.NONE,
        "size": Kind.NONE,
        "pages": Kind.NONE,
    }

    def about(self, students: Collection[int]) -> QuerySet[Document]:
        """Return nothing: these are no students."""
        del students
        return Document.objects.none()
