"""The small parts of every page: icons, badges, names, dates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kernel import words

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1024)  # a page has a hundred, of which most are alike
def icon(name: str, classes: str = "") -> SafeString:
    """Return an icon of the sprite; it is decoration, so it is hidden from screen readers."""
    return format_html(
        '<svg class="pp-i{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {classes}" if classes else "",
        static("pp/icons.svg"),
        name,
    )


@register.simple_tag
def icon_box(name: str, kind: str = "") -> SafeString:
    """Return an icon in a tinted square."""
    return format_html(
        '<span class="pp-ic{}">{}</span>', f" pp-ic--{kind}" if kind else "", icon(name)
    )


@register.simple_tag
def badge(text: object, name: str = "", kind: str = "") -> SafeString:
    """Return a badge: always words, with an icon where one helps; never colour alone."""
    return format_html(
        '<span class="pp-badge{}">{}{}</span>',
        f" pp-badge--{kind}" if kind else "",
        icon(name) if name else "",
        text,
    )


@register.simple_tag
def initials(name: str) -> str:
    """Return at most two capitals of a name, for an avatar."""
    capitals = [word[0] for word in name.split() if word[:1].isupper()]
    return "".join(capitals[:1] + capitals[-1:] if len(capitals) > 1 else capitals) or name[:1]


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Return a moment in full, in Dutch time: `21 november 2026, 20.14 uur`."""
    local = timezone.localtime(at)
    written = words.moment(at)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), written
    )


@register.simple_tag
def day(on: date) -> SafeString:
    """Return a day in full: `21 november 2026`."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words.day(on))


@register.simple_tag
def days(first: date, last: date | None) -> SafeString:
    """Return two days with a dash between them; `from 1 november 2026` where there is no end."""
    if last is None:
        return format_html(_("from {}"), day(first))
    return format_html("{} \N{EN DASH} {}", day(first), day(last))


@register.simple_tag
def short_day(on: date) -> SafeString:
    """Return a day without its year: `21 nov`."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), words.short_day(on))


@register.filter
def number(value: float) -> str:
    """Return a number as people write it: `1.284`."""
    return formats.number_format(value, use_l10n=True, force_grouping=True)
