"""Questions to the register; whoever lists it starts at `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from kernel.dates import ONE_DAY
from processors.choices import Decision, DocumentKind, Status
from schools.models import School

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from processors.models import (
        Annex,
        Arrangement,
        Document,
        Party,
        Product,
        SubProcessor,
    )

READ = "read_agreements"
WRITE = "write_agreements"
LONGEST_WARNING = 90 * ONE_DAY


def boards_where(user: User, permission: str) -> models.QuerySet[Any]:
    """Return the keys of the boards with a school on which `user` holds `permission`."""
    return School.objects.where(user, permission).values("board_id")


class PartyQuerySet(models.QuerySet["Party"]):
    """Parties; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the parties of the boards whose register `user` may read."""
        return self.filter(board__in=boards_where(user, READ))

    def kept_by(self, user: User) -> Self:
        """Keep the parties of the boards whose register `user` keeps."""
        return self.filter(board__in=boards_where(user, WRITE))

    def named(self, text: str) -> Self:
        """Keep the parties with `text` in their name or in that of a product."""
        return self.filter(
            Q(name__icontains=text)
            | Exists(_rows("Product").filter(party=OuterRef("pk"), name__icontains=text))
        )

    def for_school(self, school: School) -> Self:
        """Keep the parties with an arrangement that covers `school`."""
        live = _rows("Scope").filter(school=school, until=None)
        return self.filter(Exists(live.filter(arrangement__party=OuterRef("pk"))))

    def with_register(self) -> Self:
        """Add what a line of the register needs, in a fixed number of queries."""
        return self.prefetch_related(
            Prefetch("arrangements", _rows("Arrangement").with_facts().order_by("-pk")),
            Prefetch("products", _rows("Product").order_by("name", "pk")),
            Prefetch("annexes", _rows("Annex").current().with_categories()),
            Prefetch("sub_processors", _rows("SubProcessor").order_by("name", "pk")),
        ).order_by("name", "pk")

    def with_page(self) -> Self:
        """Add what the page of one party needs beside its line: papers, and schools by name."""
        scopes = _rows("Scope").filter(until=None).select_related("school")
        live = Prefetch("arrangements__scopes", scopes.order_by("school__name"), "live_scopes")
        return self.with_register().prefetch_related("arrangements__documents", live)


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    """Arrangements; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the arrangements of the boards whose register `user` may read."""
        return self.filter(party__board__in=boards_where(user, READ))

    def kept_by(self, user: User) -> Self:
        """Keep the arrangements of the boards whose register `user` keeps."""
        return self.filter(party__board__in=boards_where(user, WRITE))

    def expiring(self, on: date) -> Self:
        """Keep what is signed and ends within the longest warning, counted from day `on`.

        The last day is part of a term; a date range ends on the day after it.
        """
        return self.filter(
            status__in=(Status.SIGNED, Status.ACTIVE),
            period__endswith__gt=on,
            period__endswith__lte=on + LONGEST_WARNING + ONE_DAY,
        )

    def with_facts(self) -> Self:
        """Add which papers there are, whether a next version is, and the schools of each."""
        documents = _rows("Document").filter(arrangement=OuterRef("pk")).order_by()
        scopes = _rows("Scope").filter(arrangement=OuterRef("pk"), until=None).order_by()
        return self.annotate(
            has_signed_document=Exists(documents.filter(kind=DocumentKind.SIGNED)),
            has_statement=Exists(documents.filter(kind=DocumentKind.DESTRUCTION)),
            is_replaced=Exists(_rows("Arrangement").filter(replaces=OuterRef("pk"))),
            school_ids=_listed(scopes, "school_id"),
        )


class ProductQuerySet(models.QuerySet["Product"]):
    """Products; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the products of the boards whose register `user` may read."""
        return self.filter(party__board__in=boards_where(user, READ))

    def kept_by(self, user: User) -> Self:
        """Keep the products of the boards whose register `user` keeps."""
        return self.filter(party__board__in=boards_where(user, WRITE))


class AnnexQuerySet(models.QuerySet["Annex"]):
    """Annexes: versions of what was agreed for one product under one arrangement."""

    def visible_to(self, user: User) -> Self:
        """Keep the annexes of the boards whose register `user` may read."""
        return self.filter(party__board__in=boards_where(user, READ))

    def current(self) -> Self:
        """Keep the newest version of each."""
        newer = _rows("Annex").filter(
            arrangement=OuterRef("arrangement"),
            product=OuterRef("product"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(newer)).order_by("pk")

    def with_categories(self) -> Self:
        """Add the kinds of data in each."""
        rows = _rows("AnnexRow").filter(annex=OuterRef("pk")).order_by()
        return self.annotate(categories=_listed(rows, "category"))


class SubProcessorQuerySet(models.QuerySet["SubProcessor"]):
    """Sub-processors; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the sub-processors of the boards whose register `user` may read."""
        return self.filter(party__board__in=boards_where(user, READ))

    def kept_by(self, user: User) -> Self:
        """Keep the sub-processors of the boards whose register `user` keeps."""
        return self.filter(party__board__in=boards_where(user, WRITE))

    def undecided(self) -> Self:
        """Keep those that still ask for a decision."""
        return self.filter(decision=Decision.OPEN)


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents; whoever lists them starts at `visible_to`."""

    def visible_to(self, user: User) -> Self:
        """Keep the documents of the boards whose register `user` may read."""
        return self.filter(arrangement__party__board__in=boards_where(user, READ))


def _rows(model: str) -> Any:  # noqa: ANN401 - a model is not known yet below itself
    return apps.get_model("processors", model)._default_manager.all()


def _listed(rows: models.QuerySet[Any], column: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by(column).values(column))
