"""Which guards there are, and the code without one of them: text in, texts out."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERS = frozenset({"filter", "exclude", "get", "get_object_or_404"})
OPENERS = frozenset({"visible_to", "where", "kept_by", "written_by", "writable_by"})
ASKERS = frozenset({"user", "actor"})


@dataclass(frozen=True)
class Mutant:
    """A source file in which one guard is gone."""

    what: str
    text: str
    lines: range  # of the function it is in


@dataclass(frozen=True)
class Cut:
    """A stretch of a source, by offset, and what stands there instead."""

    begin: int
    end: int
    instead: str = ""


def mutants(source: str, *, decides: bool) -> Iterator[Mutant]:
    """Yield the source without each of its guards in turn.

    In a file that decides, policies or querysets, each condition of a query and each refusal
    is a guard, in every function that asks for whom. In any other file each call is one that
    narrows rows to what somebody may see.
    """
    tree, offsets = ast.parse(source), _offsets(source)
    text = source.encode()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            find = _decisions if decides else _narrowings
            lines = range(function.body[0].lineno, (function.end_lineno or 0) + 1)
            for what, cut in find(function, offsets):
                without = text[: cut.begin] + cut.instead.encode() + text[cut.end :]
                yield Mutant(f"{function.name}: {what}", without.decode(), lines)


def _offsets(source: str) -> list[int]:
    """Return where each line begins, in bytes, as `ast` counts columns."""
    found = [0]
    for line in source.encode().splitlines(keepends=True):
        found.append(found[-1] + len(line))
    return found


def _span(node: ast.expr | ast.stmt | ast.keyword, offsets: list[int]) -> tuple[int, int]:
    end_line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
    return offsets[node.lineno - 1] + node.col_offset, offsets[end_line - 1] + end


def _decisions(function: ast.FunctionDef, offsets: list[int]) -> Iterator[tuple[str, Cut]]:
    if not _asks_for_whom(function):
        return
    is_answer = isinstance(function.returns, ast.Name) and function.returns.id == "bool"
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _name(node) in FILTERS:
            yield from _conditions(node, offsets)
        elif isinstance(node, ast.Raise):
            yield "no refusal", Cut(*_span(node, offsets), "pass")
        elif is_answer and isinstance(node, ast.Return) and node.value:
            yield "always yes", Cut(*_span(node.value, offsets), "True")


def _asks_for_whom(function: ast.FunctionDef) -> bool:
    arguments = {each.arg for each in [*function.args.args, *function.args.kwonlyargs]}
    return bool(arguments & ASKERS)


def _conditions(call: ast.Call, offsets: list[int]) -> Iterator[tuple[str, Cut]]:
    """Yield a call without each of its keywords, or without its only condition."""
    close = _span(call, offsets)[1] - 1
    for keyword, following in zip_longest(call.keywords, call.keywords[1:]):
        begin = _span(keyword, offsets)[0]
        end = close if following is None else _span(following, offsets)[0]
        yield f"{_name(call)} without {keyword.arg}", Cut(begin, end)
    if call.args and not call.keywords and isinstance(call.func, ast.Attribute):
        yield f"{_name(call)} without condition", Cut(_span(call.args[0], offsets)[0], close)


def _narrowings(function: ast.FunctionDef, offsets: list[int]) -> Iterator[tuple[str, Cut]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _name(node) in OPENERS:
            assert isinstance(node.func, ast.Attribute)  # noqa: S101  (for the types)
            begin = _span(node.func.value, offsets)[1]
            yield f"all rows in line {node.lineno}", Cut(begin, _span(node, offsets)[1], ".all()")


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
