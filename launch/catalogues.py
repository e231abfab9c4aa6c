"""The translations: compile them, and see that nothing on screen lacks its Dutch.

Texts are English in code and templates. The Dutch catalogue must hold every one of them,
finished and with the same placeholders; the English one, where there is one, none that is unsure.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from typing import TYPE_CHECKING

import polib

from launch.places import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ONE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
MANY = {"ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
ELSEWHERE = (".venv", "var", "node_modules")

WORDS = r"""(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)')"""
TAG = re.compile(r"\{%-?\s*trans(?:late)?\s+" + WORDS + r"(?P<rest>[^%]*)%\}")
INLINE = re.compile(r"\b_\(" + WORDS + r"\)")
CONTEXT = re.compile(r"\bcontext\s+" + WORDS)
BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b(?P<head>.*?)%\}(?P<body>.*?)"
    r"(?:\{%\s*plural\s*%\}(?P<plural>.*?))?\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def compile_all() -> None:
    """Make the compiled catalogue of each language, where its text is newer."""
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_name(f"{target.name}.{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)


def main() -> int:
    """Say what is wrong with the catalogues; return 1 when something is."""
    wanted = dict(used())
    wrong = list(unfinished("nl", wanted)) + list(unsure("en"))
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    if not wrong:
        sys.stdout.write(f"{len(wanted)} texts, all in Dutch\n")
    return 1 if wrong else 0


def used() -> Iterator[tuple[tuple[str | None, str], str]]:
    """Yield context and text of everything that can be shown, with the file it stands in."""
    for path in files(".py"):
        for key in in_python(path.read_text()):
            yield key, str(path.relative_to(ROOT))
    for path in [*files(".html"), *files(".txt")]:
        if "templates" in path.parts:
            for key in in_template(path.read_text()):
                yield key, str(path.relative_to(ROOT))


def files(suffix: str) -> Iterator[Path]:
    """Yield the project's own files of one kind, without tests."""
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in ELSEWHERE and not {"tests", "migrations"} & set(parts):
            yield path


def in_python(source: str) -> Iterator[tuple[str | None, str]]:
    """Yield the texts that a Python file marks for translation."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        texts = [
            word.value
            for word in node.args
            if isinstance(word, ast.Constant) and isinstance(word.value, str)
        ]
        if name in ONE | MANY and texts:
            yield None, texts[0]
        elif name in WITH_CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def in_template(source: str) -> Iterator[tuple[str | None, str]]:
    """Yield the texts that a template marks for translation."""
    for found in TAG.finditer(source):
        context = CONTEXT.search(found["rest"])
        yield (words(context) if context else None), words(found)
    for found in INLINE.finditer(source):
        yield None, words(found)
    for found in BLOCK.finditer(source):
        context = CONTEXT.search(found["head"])
        body = VARIABLE.sub(r"%(\1)s", found["body"].replace("%", "%%"))
        if re.search(r"\btrimmed\b", found["head"]):
            body = " ".join(line.strip() for line in body.splitlines() if line.strip())
        yield (words(context) if context else None), body


def words(found: re.Match[str]) -> str:
    """Return what stood between the quotes, as Django looks it up."""
    text: str = found["a"] if found["a"] is not None else found["b"]
    return text.replace("%", "%%")


def catalogue(language: str) -> polib.POFile:
    """Return the catalogue of a language; an empty one when there is no file."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)) if path.is_file() else polib.POFile()


def unfinished(language: str, wanted: dict[tuple[str | None, str], str]) -> Iterator[str]:
    """Yield what is missing, unsure or different in its placeholders."""
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue(language)}
    for key, place in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0][1])):
        entry = entries.get(key)
        if entry is None or entry.obsolete:
            yield f"{language}: missing: {key[1]!r} ({place})"
        elif not entry.translated():
            yield f"{language}: empty or unsure: {key[1]!r} ({place})"
        elif any(differs(entry, text) for text in [entry.msgstr, *entry.msgstr_plural.values()]):
            yield f"{language}: other placeholders than {key[1]!r} ({place})"


def differs(entry: polib.POEntry, text: str) -> bool:
    """Say whether a translation names a value that its original does not."""
    known = PLACEHOLDER.findall(entry.msgid) + PLACEHOLDER.findall(entry.msgid_plural)
    return bool(text) and not set(PLACEHOLDER.findall(text)) <= set(known)


def unsure(language: str) -> Iterator[str]:
    """Yield what a translator still had doubts about."""
    for entry in catalogue(language).fuzzy_entries():
        yield f"{language}: unsure: {entry.msgid!r}"


if __name__ == "__main__":
    sys.exit(main())
