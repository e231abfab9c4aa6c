"""The translations: compile them, and see that nothing on screen lacks its Dutch.

Texts are English in code and templates. The Dutch catalogue must hold every one of them,
finished and with the same placeholders; the English one, where there is one, none that is unsure.
The other languages hold what a family can meet, and nothing that nobody asks for; what they lack
is shown in Dutch. No template that families are shown may lack a text; what else they meet is
for a test, which walks the pages (`privacyportal/tests/test_languages.py`).
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import Counter
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

FOR_FAMILIES = ("ar", "tr", "pl", "uk")
FAMILY_FRAMES = ("base_guardian.html", "error.html")
FAMILY_LETTERS = ("account/email/", "account/messages/")
FOR_STAFF = ("dossiers/many_files.html",)  # in the frame of errors, for who opens files at work
PIECES = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
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
MARKUP = re.compile(r"</?\w+[^>]*>|^\s|\s$")
FORMS = re.compile(r"nplurals=(\d)")


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
    for language in FOR_FAMILIES:
        wrong += unsure(language)
        wrong += unsound(language, {text for _, text in wanted})
        wrong += lacking(language)
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    if not wrong:
        sys.stdout.write(f"{len(wanted)} texts, all in Dutch\n")
        for language in FOR_FAMILIES:
            sys.stdout.write(f"{language}: {len(catalogue(language))} texts for families\n")
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


def unsound(language: str, wanted: set[str]) -> Iterator[str]:
    """Yield what nobody asks for, what is empty, and what says or marks up something else."""
    found = catalogue(language)
    plural = FORMS.search(found.metadata.get("Plural-Forms", ""))
    if plural is None:
        yield f"{language}: its header does not say how it counts"
        return
    for entry in found:
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        if entry.msgid not in wanted or entry.obsolete:
            yield f"{language}: nobody asks for: {entry.msgid!r}"
        elif not all(forms):
            yield f"{language}: empty: {entry.msgid!r}"
        elif entry.msgid_plural and len(forms) != int(plural[1]):
            yield f"{language}: not {plural[1]} forms: {entry.msgid!r}"
        elif not is_alike(entry):
            yield f"{language}: other placeholders or markup than {entry.msgid!r}"


def lacking(language: str) -> Iterator[str]:
    """Yield the texts in templates for families that a language does not have."""
    there = {entry.msgid for entry in catalogue(language)}
    missing: dict[str, str] = {}
    for name, source in sorted(family_templates().items()):
        for _, text in in_template(source):
            if text not in there:
                missing.setdefault(text, name)
    for text, name in missing.items():
        yield f"{language}: missing: {text!r} (templates/{name})"


def family_templates() -> dict[str, str]:
    """Return the templates that families are shown, with all that these are made of."""
    folder = ROOT / "templates"
    sources = {
        str(path.relative_to(folder)): path.read_text()
        for path in [*folder.rglob("*.html"), *folder.rglob("*.txt")]
    }
    parts = {name: set(PIECES.findall(source)) for name, source in sources.items()}
    frames = set(FAMILY_FRAMES)
    while more := {name for name in sources if parts[name] & frames} - frames:
        frames |= more
    shown = (frames | {name for name in sources if name.startswith(FAMILY_LETTERS)}) - {*FOR_STAFF}
    while more := {part for name in shown for part in parts.get(name, ())} - shown:
        shown |= more
    return {name: sources[name] for name in shown if name in sources}


def is_alike(entry: polib.POEntry) -> bool:
    """Say whether a translation names the same values and is marked up as its original.

    Of a plural the last form does; the others may leave out the number, as in "one question".
    """
    if not entry.msgid_plural:
        return parts(entry.msgstr) == parts(entry.msgid)
    last = entry.msgstr_plural[max(entry.msgstr_plural)]
    return parts(last) == parts(entry.msgid_plural) and not any(
        differs(entry, form) for form in entry.msgstr_plural.values()
    )


def parts(text: str) -> tuple[set[str], Counter[str]]:
    """Return the placeholders and the markup of a text; a value may be named twice."""
    return set(PLACEHOLDER.findall(text)), Counter(MARKUP.findall(text))


def unsure(language: str) -> Iterator[str]:
    """Yield what a translator still had doubts about."""
    for entry in catalogue(language).fuzzy_entries():
        yield f"{language}: unsure: {entry.msgid!r}"


if __name__ == "__main__":
    sys.exit(main())
