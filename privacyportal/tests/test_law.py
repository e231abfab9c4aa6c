"""Law that is named in the code is law under test, and explained on paper; and the reverse."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.conf import settings

from holdings.checks import ours

ROOT = Path(settings.BASE_DIR)
APPS = sorted(
    {model._meta.app_label for model in ours()} | {"holdings", "kernel", "privacyportal"}
)
FILES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py"))
TESTS = [path for path in FILES if "tests" in path.parts]
SOURCES = [path for path in FILES if "tests" not in path.parts and "migrations" not in path.parts]


def articles(text: str) -> set[str]:
    """Split `AVG 4(11), 7(1); UAVG 5(1)` into single articles, each with its law."""
    found = set()
    for part in text.split(":", maxsplit=1)[0].split(";") if ": " in text else text.split(";"):
        law, _, rest = part.strip().partition(" ")
        found |= {f"{law} {article.strip()}" for article in rest.split(",") if article.strip()}
    return found


def named() -> set[str]:
    """Return the articles that the code names."""
    return {
        article
        for path in SOURCES
        for line in re.findall(r"^ *Law: (.+)$", path.read_text(), re.MULTILINE)
        for article in articles(line)
    }


def proved() -> set[str]:
    """Return the articles that tests say to prove."""
    return {
        article
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.law"
        for argument in node.args
        for article in articles(ast.literal_eval(argument))
    }


def test_law_in_the_code_is_law_under_test() -> None:
    assert named() == proved()


def test_law_in_the_code_is_explained_on_paper() -> None:
    explained = set(
        re.findall(
            r"^\| ([A-Z][A-Za-z]+ [^|]+?) \|", (ROOT / "docs/law.md").read_text(), re.MULTILINE
        )
    )

    assert named() == explained
