"""Search every table and every file for what should be gone.

Tables and columns come from PostgreSQL's catalogue, so those of libraries are searched too. A
hit is where words of somebody who was purged still stand. It is none where a rule keeps it: a
namesake's own name, an address that somebody else has too, a note in the file of somebody else.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection
from psycopg import sql

from holdings.register import Kind, holdings
from kernel.database import as_role
from retention import marks
from retention.models import Needle

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 2000
LARGEST_FILE = 50 * 1024 * 1024
COLUMNS = """
SELECT c.relname, a.attname, t.typname, has_table_privilege(c.oid, 'SELECT'),
  EXISTS (SELECT FROM pg_attribute k WHERE k.attrelid = c.oid AND k.attname = 'id')
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND t.typname IN ('text', 'varchar', 'bpchar', 'name', 'citext', 'json', 'jsonb', 'bytea',
    'xml', 'hstore', '_text', '_varchar', '_bpchar', '_json', '_jsonb', 'tsvector')
ORDER BY 1, 2
"""
ADDRESSES = "account_emailaddress"  # of allauth: the addresses of an account that is there
TEXTS = {Kind.TEXT}
OWN = {Kind.NAME, Kind.NUMBER, Kind.ADDRESS}


@dataclass(slots=True)
class Found:
    """What a search did and found; numbers and places, never the words."""

    tables: int = 0
    columns: int = 0
    files: int = 0
    hits: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    kept: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def as_facts(self) -> dict[str, Any]:
        """Return the result as it is printed and certified."""
        return {
            "searched": {"tables": self.tables, "columns": self.columns, "files": self.files},
            "hits": _listed(self.hits, "kind"),
            "kept": _listed(self.kept, "why"),
        }


def _listed(found: Counter[tuple[str, str, str]], third: str) -> list[dict[str, Any]]:
    return [
        {"table": place, "column": column, third: what, "count": count}
        for (place, column, what), count in sorted(found.items())
    ]


class Searcher:
    """Knows the marks of one run and recognises them in a text."""

    def __init__(self, run_id: int) -> None:
        """Take the marks."""
        self.lengths: dict[bytes, set[int]] = defaultdict(set)
        self.owners: dict[bytes, list[tuple[str, str, int]]] = defaultdict(list)
        self._words: dict[str, set[int]] = {}
        rows = Needle.objects.filter(run=run_id)
        for each, holding, row, words, first, mark in rows.values_list(
            "kind", "holding", "row", "words", "first", "mark"
        ):
            self.owners[bytes(mark)].append((each, holding, row))
            if words:
                self.lengths[bytes(first)].add(words)

    def find(self, text: str) -> Iterator[tuple[bytes, str]]:
        """Yield each mark that stands in a text, with the words it was made of."""
        words = marks.WORD.findall(marks.composed(text))
        known = self._words
        for i, word in enumerate(words):
            lengths = known.get(word)
            if lengths is None:
                lengths = known[word] = self.lengths.get(marks.first_of(word), set())
            for length in lengths:
                if i + length <= len(words):
                    run = " ".join(words[i : i + length])
                    mark = marks.of_words(run)
                    if mark in self.owners:
                        yield mark, run


def can_search(run_id: int) -> bool:
    """Tell whether the marks of a run are there: without them every search finds nothing."""
    with as_role("portal_purge"):
        return Needle.objects.filter(run=run_id).exists()


def scan(run_id: int) -> Found:
    """Search everything for what run `run_id` deleted."""
    found = Found()
    with as_role("portal_purge"):
        searcher = Searcher(run_id)
        tables: dict[str, list[tuple[str, str]]] = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(COLUMNS)
            for table, column, _type, readable, has_id in cursor.fetchall():
                if readable:
                    tables[table].append((column, "id" if has_id else ""))
                else:
                    found.hits[table, column, "not searched: no right to read it"] += 1
        for table, columns in tables.items():
            found.tables += 1
            found.columns += len(columns)
            _table(table, columns, searcher, found)
    _files(searcher, found)
    return found


def _table(table: str, columns: list[tuple[str, str]], searcher: Searcher, found: Found) -> None:
    names = [name for name, _ in columns]
    key = sql.Identifier("id") if columns[0][1] else sql.Literal(0)
    listed = sql.SQL(", ").join([key, *map(sql.Identifier, names)])
    query = sql.SQL("SELECT {} FROM {}").format(listed, sql.Identifier(table))
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            for pk, *values in rows:
                for name, value in zip(names, values, strict=True):
                    if value:
                        _value(Place(table, name, pk), value, searcher, found)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a table."""

    table: str
    column: str
    row: Any


def _value(place: Place, value: object, searcher: Searcher, found: Found) -> None:
    for text in _texts(place, value):
        for mark, words in searcher.find(text):
            for kind, holding, row in searcher.owners[mark]:
                whole = marks.plain(text) == marks.plain(words)
                why = _kept(place, holding, row, whole=whole, is_name=kind == Kind.NAME)
                if why:
                    found.kept[place.table, place.column, why] += 1
                else:
                    found.hits[place.table, place.column, kind] += 1


def _texts(place: Place, value: object) -> Iterator[str]:
    """Yield the texts in a cell: a session and a JSON value are opened first."""
    match value:
        case str() if place.table == "django_session" and place.column == "session_data":
            yield from _leaves(Session(session_data=value).get_decoded())
        case str() if value[:1] in "{[":
            try:
                yield from _leaves(json.loads(value))
            except ValueError:
                yield value
        case str():
            yield value
        case bytes() | memoryview():
            yield from _readings(bytes(value))
        case _:
            yield from _leaves(value)


def _readings(content: bytes) -> Iterator[str]:
    """Yield bytes as the text they may be: files of schools come in all three encodings."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield content.decode("utf-16", "ignore")
    yield content.decode("utf-8", "ignore")
    if not content.isascii():
        yield content.decode("cp1252", "ignore")


def _leaves(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield str(key)
                yield from _leaves(inner)
        case list() | tuple():
            for inner in value:
                yield from _leaves(inner)
        case _:
            return


def _kept(place: Place, holding: str, row: int, *, whole: bool, is_name: bool) -> str:
    """Return why words may stand there; nothing where no rule keeps them.

    A namesake has the name as a name, and mostly in an e-mail address too.
    """
    if place.table == ADDRESSES and (whole or is_name):
        return f"kept by {', '.join(holdings['accounts.User'].rules)}: of somebody else"
    for label, declared in holdings.items():
        if declared.model._meta.db_table != place.table:
            continue
        kind = declared.fields.get(_field(label, place.column), Kind.NONE)
        if label == holding and place.row == row:
            return ""
        if kind in TEXTS:
            return f"kept by {', '.join(declared.rules)}: about somebody else"
        if kind in OWN and (whole or (is_name and kind == Kind.ADDRESS)):
            return f"kept by {', '.join(declared.rules)}: of somebody else"
    return ""


def _field(label: str, column: str) -> str:
    fields = apps.get_model(label)._meta.concrete_fields
    return next((str(each.name) for each in fields if each.column == column), column)


def _files(searcher: Searcher, found: Found) -> None:
    kept = _files_of_rows()
    for name in _walk(""):
        found.files += 1
        with default_storage.open(name) as file:
            content = file.read(LARGEST_FILE)
        seen = {mark for mark, _ in searcher.find(name)}
        for text in _readings(content):
            seen |= {mark for mark, _ in searcher.find(text)}
        seen |= {marks.of_content(content)} & searcher.owners.keys()
        for mark in seen:
            for kind, _, _ in searcher.owners[mark]:
                place = ("(file)", name.partition("/")[0])
                if name in kept:
                    found.kept[*place, kept[name]] += 1
                else:
                    found.hits[*place, kind] += 1


def _files_of_rows() -> dict[str, str]:
    """Return the files that belong to a row that is still there, and what keeps that row."""
    found: dict[str, str] = {}
    with as_role("portal_purge"):
        for label, declared in holdings.items():
            for name, kind in declared.fields.items():
                if kind == Kind.FILE:
                    rows = declared.model._base_manager.exclude(**{name: ""})
                    why = ", ".join(declared.rules) or "its own short term"
                    found |= dict.fromkeys(
                        rows.values_list(name, flat=True), f"kept by {why}: {label}"
                    )
    return found


def _walk(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}{name}"
    for inner in folders:
        yield from _walk(f"{folder}{inner}/")
