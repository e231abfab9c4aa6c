"""The design of the pages on which people choose: a mark of all that draws them.

Worked out from the page itself: its template with every template it is made of, and each
stylesheet and script they name. So nobody has to raise a number, and nobody can forget to. Not in
it are the words of questions, which have versions of their own, and translations. A process has
one design of each page, for everybody: nothing about a person goes into it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.template import engines
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode

from consents.choices import PurposeKind
from consents.designs.rules import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.template.base import FilterExpression, Template

PHOTOS = ("consents/overview.html", "consents/question.html")
PAGES = {
    PurposeKind.PICTURES: PHOTOS,
    PurposeKind.CLASS_LIST: PHOTOS,
    PurposeKind.RELIGION: ("consents/religion.html",),
    PurposeKind.CARE: ("consents/inquiry.html",),
    PurposeKind.TRANSFER: ("consents/inquiry.html",),
    PurposeKind.ALUMNI: ("consents/join_alumni.html",),
}
LOOKS = (".css", ".js")


def work_out() -> None:
    """Work out each design, as a process that serves pages does at its start."""
    for kind in PAGES:
        design_of(kind)


def design_of(kind: PurposeKind) -> str:
    """Return the mark of the pages on which a kind of question is answered.

    Raises:
        ImproperlyConfigured: a part of a page is chosen while it is shown, or is not there.
    """
    return _mark(PAGES[kind])


@cache
def _mark(pages: tuple[str, ...]) -> str:
    return mark_of(parts_of(pages))


def parts_of(pages: tuple[str, ...]) -> dict[str, bytes]:
    """Return all that draws these pages, by name; never by its place on the machine."""
    parts: dict[str, bytes] = {}
    looks: set[str] = set()
    for page in pages:
        for template in _made_of(page, parts):
            looks |= {path for path in _named(template, StaticNode, "path") if _is_look(path)}
    return parts | {path: _read(path) for path in looks}


def _made_of(name: str, parts: dict[str, bytes]) -> Iterator[Template]:
    """Yield a template and those it is made of, each once; put their sources in `parts`."""
    if name in parts:
        return
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]  # Django's own
    parts[name] = template.source.encode()
    yield template
    for kind, place in ((ExtendsNode, "parent_name"), (IncludeNode, "template")):
        for part in _named(template, kind, place):
            yield from _made_of(part, parts)


def _named(template: Template, kind: type, place: str) -> Iterator[str]:
    """Yield what the nodes of a kind name in a template."""
    for node in template.nodelist.get_nodes_by_type(kind):
        said: FilterExpression = getattr(node, place)
        if not isinstance(said.var, str) or said.filters:
            raise ImproperlyConfigured(
                f"{template.name} chooses a part while it is shown: {said}. Write its name there;"
                " else two people could choose on two designs."
            )
        yield said.var


def _is_look(path: str) -> bool:
    return path.endswith(LOOKS)


def _read(path: str) -> bytes:
    found = finders.find(path)
    if found is None:
        raise ImproperlyConfigured(f"A page on which people choose names {path}: it is not there.")
    return Path(str(found)).read_bytes()
