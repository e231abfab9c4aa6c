"""EDEXML and UWLR as a stream of small nodes, whatever envelope and order they come in.

Document types are refused, and so is anything deeper, wider or longer than a school can need.
Names count without their namespace. `groepen` inside a colleague is the colleague's and never
mistaken for the groups of the school.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from interchange.choices import Code
from interchange.errors import FileRefusedError
from interchange.reading.fields import EDEX_FIELDS, EDEX_SILENT_FIELDS, dropped_as

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.parsers.expat import XMLParserType

CHUNK_BYTES = 64 * 1024
MAX_DEPTH = 40
MAX_ATTRIBUTES = 40
MAX_NAMES = 1000
MAX_ROLES = 40
MAX_TEXT_CHARS = 4000
MAX_CHILDREN = 2000
MAX_TOKEN_BYTES = 1024 * 1024

SECTIONS = frozenset(["vestigingen", "groepen", "leerlingen", "leerkrachten"])
NODES = {
    "vestigingen": frozenset(["vestiging"]),
    "groepen": frozenset(["groep", "samengestelde_groep"]),
    "leerlingen": frozenset(["leerling"]),
    "leerkrachten": frozenset(["leerkracht"]),
}
REFERENCES = frozenset(["groep", "samengestelde_groep", "vestiging"])
CONTAINERS = frozenset(["groepen", "samengestelde_groepen"])


@dataclass(slots=True)
class Reference:
    """A mention of a group or site, with the role codes that stand in it."""

    tag: str
    key: str
    roles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """The school, or one site, group, student or colleague."""

    tag: str
    line: int
    key: str = ""
    eckid: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


class _Target:
    """What the parser calls; it keeps the nodes that are complete."""

    def __init__(self, tags: set[str]) -> None:
        self.done: list[Node] = []
        self.place: XMLParserType | None = None
        self._tags = tags
        self._names: set[str] = set()
        self._depth = 0
        self._section = ""
        self._section_depth = 0
        self._node: Node | None = None
        self._node_depth = 0
        self._skip_depth = 0
        self._skip_name = ""
        self._text: list[str] | None = None
        self._text_chars = 0
        self._reference: Reference | None = None

    def _line(self) -> int:
        return self.place.CurrentLineNumber if self.place else 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        self._depth += 1
        self._names.add(tag)
        if self._depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES:
            raise FileRefusedError(Code.TOO_LARGE, line=self._line())
        if len(self._names) > MAX_NAMES:
            raise FileRefusedError(Code.TOO_LARGE, line=self._line())
        if self._skip_depth:
            return
        name = tag.rpartition("}")[2]
        if self._node is None:
            self._start_outside(name, attributes)
        else:
            self._start_inside(self._node, name, attributes)

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "school" and not self._section:
            self._begin(name, attributes)
        elif name in SECTIONS and not self._section:
            self._section, self._section_depth = name, self._depth
            self._tags.add(name)
        elif self._section and name in NODES[self._section]:
            self._begin(name, attributes)
        elif not self._section:
            self._tags.add(name)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._node = Node(
            name, self._line(), attributes.get("key", ""), attributes.get("eckid", "")
        )
        self._node_depth = self._depth

    def _start_inside(self, node: Node, name: str, attributes: dict[str, str]) -> None:
        if name in REFERENCES and "key" in attributes:
            self._reference = Reference(name, attributes["key"])
            node.references.append(self._reference)
            if len(node.references) > MAX_CHILDREN:
                raise FileRefusedError(Code.TOO_LARGE, line=node.line)
        elif name in EDEX_FIELDS:
            self._text, self._text_chars = [], 0
        elif name not in CONTAINERS:
            self._skip_depth, self._skip_name = self._depth, name
            self._text, self._text_chars = [], 0

    def data(self, text: str) -> None:
        """Take letters; of what is dropped only whether there are any."""
        if self._text is None or (self._skip_depth and self._text):
            return
        if self._skip_depth:
            if not text.isspace():
                self._text.append("")
            return
        self._text_chars += len(text)
        if self._text_chars <= MAX_TEXT_CHARS:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._node is not None:
            self._end_inside(self._node, tag.rpartition("}")[2])
        elif self._section and self._depth == self._section_depth:
            self._section = ""
        self._depth -= 1

    def _end_inside(self, node: Node, name: str) -> None:
        if self._skip_depth:
            if self._depth == self._skip_depth:
                if self._text and self._skip_name not in EDEX_SILENT_FIELDS:
                    node.dropped.append(dropped_as(self._skip_name))
                self._skip_depth, self._text = 0, None
            return
        if self._depth == self._node_depth:
            self.done.append(node)
            self._node = self._reference = self._text = None
        elif name in REFERENCES:
            self._reference = None
        elif self._text is not None:
            self._field(node, name, "".join(self._text).strip())
            self._text = None

    def _field(self, node: Node, name: str, text: str) -> None:
        if name == "rol":
            roles = self._reference.roles if self._reference else node.roles
            if text and len(roles) < MAX_ROLES:
                roles.append(text.upper())
        elif text:
            node.texts.setdefault(name, text)


def nodes(data: BinaryIO, tags: set[str]) -> Iterator[Node]:
    """Yield the nodes of a file in their order; `tags` gets the names outside of them.

    Raises:
        FileRefusedError: it is no safe, whole and well-formed XML.
    """
    target = _Target(tags)
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.place = parser.parser
    fed = 0
    data.seek(0)
    while chunk := data.read(CHUNK_BYTES):
        _feed(parser.feed, Code.NOT_WELL_FORMED, chunk)
        fed += len(chunk)
        if fed - parser.parser.CurrentByteIndex > MAX_TOKEN_BYTES:
            raise FileRefusedError(Code.TOO_LARGE, line=parser.parser.CurrentLineNumber)
        yield from target.done
        target.done.clear()
    _feed(parser.close, Code.TRUNCATED)
    yield from target.done


def _feed(step: Callable[..., None], refused: Code, *chunk: bytes) -> None:
    try:
        step(*chunk)
    except DefusedXmlException:
        raise FileRefusedError(Code.DTD_REFUSED) from None
    except ParseError as error:
        raise FileRefusedError(refused, line=error.position[0]) from None
    except (LookupError, ValueError):
        raise FileRefusedError(Code.NOT_WELL_FORMED) from None
