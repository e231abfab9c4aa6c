"""The forms about a product and what it may get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from processors.forms.annexes import AnnexForm
from processors.forms.register import ProductForm
from processors.models import Arrangement, Party, Product
from processors.services import products
from processors.views.editing import Sheet, edit, sent

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from kernel.http import UserRequest

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def add(request: UserRequest, party_id: UUID) -> HttpResponse:
    """Add a product of a party."""
    party = get_object_or_404(
        Party.objects.visible_to(request.user).kept_by(request.user), public_id=party_id
    )
    form = ProductForm(siblings=party.products.all(), **sent(request))
    sheet = Sheet(_("Add a product"), _("Add"), _("The product is in the register."), party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            products.add(
                actor=request.user,
                party=party,
                facts=form.facts(),
                key=form.cleaned_data["key"],
                at=timezone.now(),
            ).party
        ),
    )


@either
def change(request: UserRequest, product_id: UUID) -> HttpResponse:
    """Change what is known of a product."""
    kept = Product.objects.visible_to(request.user).kept_by(request.user).select_related("party")
    product = get_object_or_404(kept, public_id=product_id)
    siblings = product.party.products.all()
    form = ProductForm(instance=product, siblings=siblings, **sent(request))
    sheet = Sheet(_("Change the product"), _("Save"), _("The changes are saved."), product.party)
    return edit(
        request,
        form,
        sheet,
        lambda: (
            products.change(
                actor=request.user, product=product, facts=form.facts(), at=timezone.now()
            ).party
        ),
    )


@either
def agree(request: UserRequest, arrangement_id: UUID, product_id: UUID) -> HttpResponse:
    """Write down which data a product gets under an arrangement."""
    kept = (
        Arrangement.objects.visible_to(request.user)
        .kept_by(request.user)
        .select_related("party__board")
    )
    arrangement = get_object_or_404(kept, public_id=arrangement_id)
    product = get_object_or_404(arrangement.party.products, public_id=product_id)
    now = arrangement.annexes.filter(product=product).current()
    form = AnnexForm(annex=now.prefetch_related("rows").first(), **sent(request))
    sheet = Sheet(
        _("Which data does %(product)s get?") % {"product": product.name},
        _("Save"),
        _("The agreement on data is saved."),
        arrangement.party,
        template="processors/annex.html",
        extra={"product": product, "arrangement": arrangement},
    )
    return edit(
        request,
        form,
        sheet,
        lambda: (
            products.agree_annex(
                actor=request.user,
                arrangement=arrangement,
                product=product,
                facts=form.facts(),
                at=timezone.now(),
            ).party
        ),
    )
