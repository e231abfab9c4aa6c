"""Rows of the register: each board has its own, to read and to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from access.choices import Role
from access.tests.make import with_role
from processors.models import Annex, Arrangement, Document, Party, Product, SubProcessor
from processors.tests.scene import Scene

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db
KEPT = [Party, Arrangement, Product, SubProcessor]


def boards(rows: Any) -> set[object]:  # noqa: ANN401 - a queryset of whichever model
    """Return the boards whose register rows are in."""
    if rows.model is Document:
        return {row.arrangement.party.board for row in rows}
    return {getattr(row, "party", row).board for row in rows}


@pytest.mark.parametrize("model", [*KEPT, Annex, Document])
def test_rows_of_the_register_are_seen_by_who_reads_it(model: type[Model]) -> None:
    here, elsewhere = Scene(), Scene()
    rows: Any = model._default_manager
    clerk = with_role(Role.ADMINISTRATION, here.school)

    assert boards(rows.all()) == {here.board, elsewhere.board}
    assert boards(rows.visible_to(with_role(Role.PRINCIPAL, here.school))) == {here.board}
    assert not rows.visible_to(clerk).exists()


@pytest.mark.parametrize("model", KEPT)
def test_rows_of_the_register_are_kept_by_its_officer(model: type[Model]) -> None:
    here, elsewhere = Scene(), Scene()
    rows: Any = model._default_manager
    principal = with_role(Role.PRINCIPAL, here.school)

    assert boards(rows.kept_by(elsewhere.officer)) == {elsewhere.board}
    assert boards(rows.kept_by(here.officer)) == {here.board}
    assert not rows.kept_by(principal).exists()
