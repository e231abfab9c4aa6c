"""What a family reads in Dutch is easy: the sentences on each page, one page after the other.

Labels, names of tasks and headings are no sentences; what a school writes has a test of its own.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import translation

from consents.alumni.links import token_of
from consents.words.readability import LOWEST_SCORE, Reading, read
from privacyportal.languages import FOR_FAMILIES
from privacyportal.tests import test_access, world
from privacyportal.tests.test_languages import OWN_PAGES, visitor
from privacyportal.tests.test_languages_browser import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

IN_A_LINE = {"a", "b", "bdi", "br", "code", "em", "i", "small", "span", "strong", "time", "wbr"}
UNSEEN = {"script", "style", "svg", "template", "option", "title"}
ROLES = ("parent", "student", "stranger")


class Text(HTMLParser):
    """Collects the text between `<main>` and its end; a block of a page ends a sentence."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.pieces: list[str] = []
        self.is_main = False
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin the page, a block, or what nobody sees."""
        del attrs
        self.is_main |= tag == "main"
        self.unseen += tag in UNSEEN
        self._end_block(tag)

    def handle_endtag(self, tag: str) -> None:
        """End it."""
        self.is_main &= tag != "main"
        self.unseen -= tag in UNSEEN
        self._end_block(tag)

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self.is_main and not self.unseen:
            self.pieces.append(" ".join(data.split()) and f" {' '.join(data.split())} ")

    def _end_block(self, tag: str) -> None:
        if tag not in IN_A_LINE:
            self.pieces.append("\n")


def sentences_on(page: str) -> list[str]:
    """Return what somebody reads on a page, without what is no sentence."""
    parser = Text()
    parser.feed(page)
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return [line for line in lines if line.endswith((".", "?", "!", ":"))]


def reading_of(client: Client, address: str) -> Reading:
    """Return how hard a page is to read."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return read(*sentences_on(answer.content.decode()))


def pages() -> Iterator[tuple[str, Client, str]]:
    """Yield each page that a family can open, by name, with who opens it and its address."""
    scene = world.make()
    for role in ("parent", "student", "stranger"):
        client = visitor(scene.people[role])
        for name in sorted(OWN_PAGES):
            yield f"{role} {name}", client, reverse(name)
        for name, row in test_access.TABLE.items():
            if name in FOR_FAMILIES - FILES and role in row.who:
                yield f"{role} {name}", client, reverse(name, args=row.args(scene))
    for name in sorted(FOR_FAMILIES & test_access.PUBLIC - test_access.WITH_ARGUMENTS):
        yield name, visitor(), reverse(name)
    link = reverse("consents:former_student", args=[token_of(scene.more["alumnus"].public_id)])
    yield "former student", visitor(), link


@pytest.mark.django_db
@pytest.mark.law("AVG 12(1)")
def test_each_page_of_a_family_is_easy_dutch() -> None:
    with translation.override("nl"):
        found = {name: reading_of(client, address) for name, client, address in pages()}

    assert {n: r.score for n, r in found.items() if r.score < LOWEST_SCORE} == {}
    assert {n: r.long_sentences for n, r in found.items() if r.long_sentences} == {}


def test_a_hard_sentence_on_a_page_is_found_and_a_label_is_none() -> None:
    page = "<h1>Verwerkingsverantwoordelijke</h1><main><p>Dit is <b>goed</b>.</p><dt>Leerling"
    hard = page + "administratie</dt><p>Gegevensverwerkingsverantwoordelijkheid.</p></main>"

    assert sentences_on(page) == ["Dit is goed ."]
    assert read(*sentences_on(page)).score > LOWEST_SCORE > read(*sentences_on(hard)).score
