"""A party as the register shows it: with its standing on a day, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from processors import rules
from processors.choices import Country, DataCategory, Decision, State, Status
from processors.rules import Place, Terms, Use

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from processors.models import Annex, Arrangement, Party, Product, SubProcessor

LOOKS = {
    State.NONE: ("circle-x", "negative"),
    State.LAPSED: ("circle-x", "negative"),
    State.SUSPENDED: ("circle-x", "negative"),
    State.UNCOVERED: ("triangle-alert", "negative"),
    State.TRANSFER: ("globe", "warning"),
    State.EXPIRING: ("calendar-clock", "warning"),
    State.WAITING: ("signature", "info"),
    State.REVIEW: ("scale", "warning"),
    State.FINE: ("circle-check", "positive"),
    State.ENDED: ("archive", ""),
}
FILTERS = {
    "fine": frozenset({State.FINE}),
    "action": frozenset({*rules.RED, State.TRANSFER, State.REVIEW}),
    "expiring": frozenset({State.EXPIRING}),
    "waiting": frozenset({State.WAITING}),
    "ended": frozenset({State.ENDED}),
}


@dataclass(frozen=True)
class Line:
    """One party on one day. It reads rows that `Party.objects.with_register` brought along."""

    party: Party
    on: date

    @cached_property
    def arrangements(self) -> list[Arrangement]:
        """Return the arrangements, newest first."""
        return list(self.party.arrangements.all())

    @cached_property
    def products(self) -> list[Product]:
        """Return the products, by name."""
        return list(self.party.products.all())

    @cached_property
    def annexes(self) -> list[Annex]:
        """Return what each product gets now, under each arrangement."""
        return list(self.party.annexes.all())

    @cached_property
    def sub_processors(self) -> list[SubProcessor]:
        """Return whom the party engages, by name."""
        return list(self.party.sub_processors.all())

    @cached_property
    def terms(self) -> list[Terms]:
        """Return what counts of each arrangement."""
        return [terms_of(arrangement) for arrangement in self.arrangements]

    @cached_property
    def standing(self) -> rules.Standing:
        """Return how the party stands."""
        uses = [
            Use(
                p.is_used,
                frozenset(a.arrangement_id for a in self.annexes if a.product_id == p.pk),
            )
            for p in self.products
        ]
        used = [Place(p.storage_country, p.transfer) for p in self.products if p.is_used]
        subs = [
            Place(sub.country, sub.transfer)
            for sub in self.sub_processors
            if sub.decision != Decision.OBJECTED
        ]
        return rules.standing(self.terms, uses, [*used, *subs], on=self.on)

    @property
    def state(self) -> State:
        """Return the state that the standing amounts to."""
        return self.standing.state

    @property
    def icon(self) -> str:
        """Return the icon of the state."""
        return LOOKS[self.state][0]

    @property
    def colour(self) -> str:
        """Return the colour of the state; the words say the same."""
        return LOOKS[self.state][1]

    @property
    def picture(self) -> str:
        """Return the icon of the party: that of its first product."""
        return self.products[0].icon if self.products else "building"

    @property
    def what(self) -> str:
        """Return in a few words what the party does."""
        return self.party.explanation or ", ".join(p.name for p in self.products)

    @cached_property
    def in_force(self) -> list[Arrangement]:
        """Return the arrangements that hold on this day."""
        pairs = zip(self.arrangements, self.terms, strict=True)
        return [one for one, terms in pairs if rules.is_in_force(terms, on=self.on)]

    @cached_property
    def categories(self) -> list[DataCategory]:
        """Return the kinds of data, of arrangements that are not over."""
        over = {a.pk for a in self.arrangements if a.status == Status.CLOSED}
        found = {c for a in self.annexes if a.arrangement_id not in over for c in listed(a)}
        return [DataCategory(number) for number in sorted(found)]

    @property
    def sensitive(self) -> list[DataCategory]:
        """Return the special kinds of data among them, and the BSN."""
        return [category for category in self.categories if category in rules.NEEDS_REASON]

    @property
    def number_of_schools(self) -> int:
        """Return how many schools the arrangements in force, or else all, cover."""
        some = self.in_force or self.arrangements
        return len({school for one in some for school in one.school_ids})  # type: ignore[attr-defined]  # annotated

    @cached_property
    def countries(self) -> list[Country]:
        """Return where the data are; of a party without products where it is itself."""
        found = {product.storage_country for product in self.products if product.is_used}
        return [Country(code) for code in sorted(found or {self.party.country})]

    @property
    def abroad(self) -> list[Country]:
        """Return the countries outside the European Economic Area, sub-processors included."""
        subs = {s.country for s in self.sub_processors if s.decision != Decision.OBJECTED}
        found = {*self.countries, *subs}
        return [Country(code) for code in sorted(found) if rules.is_outside_eea(code)]

    @cached_property
    def gaps(self) -> list[tuple[date, date]]:
        """Return the stretches without an arrangement, those that are over included."""
        return rules.gaps(self.terms, until=self.on)


def terms_of(arrangement: Arrangement) -> Terms:
    """Return what counts of an arrangement that was read `with_facts`."""
    return Terms(
        key=arrangement.pk,
        kind=arrangement.kind,
        status=arrangement.status,
        starts=arrangement.period.lower,
        last_day=arrangement.last_day,
        signed_on=arrangement.signed_on,
        ended_on=arrangement.ended_on,
        has_signed_document=arrangement.has_signed_document,  # type: ignore[attr-defined]  # annotated
        review_on=arrangement.next_review_on,
    )


def listed(annex: Annex) -> list[int]:
    """Return the kinds of data of an annex that was read `with_categories`."""
    return list(annex.categories)  # type: ignore[attr-defined]  # annotated


def register(parties: Iterable[Party], *, on: date) -> list[Line]:
    """Return the lines of the register, what needs attention first."""
    lines = [Line(party, on) for party in parties]
    return sorted(lines, key=lambda line: (line.standing.order, line.party.name.lower()))
