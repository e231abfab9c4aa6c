"""The threat model names tests, and they are there."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.html import escape

from dossiers.tests import make as dossiers
from launch.places import ROOT

if TYPE_CHECKING:
    from django.test import Client

CONNECTING = (
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "socket",
    "urllib.request",
    "urllib3",
)


def imported(source: str) -> set[str]:
    """Return the modules that a file imports, and what it imports out of them."""
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def connects(source: str) -> bool:
    """Tell whether a file imports what connects to other machines."""
    return any(f"{name}.".startswith(f"{one}.") for name in imported(source) for one in CONNECTING)


def test_each_test_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/threat-model.md").read_text()))
    there = {
        node.name
        for path in ROOT.glob("*/tests/test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }

    assert named
    assert named <= there


@pytest.mark.parametrize(
    "source",
    [
        "import socket",
        "import json, socket",
        "from socket import create_connection as go",
        "from http import client",
        "import http.client as web",
        "from urllib import parse, request",
        "from urllib.request import urlopen",
        "def late():\n    import requests.adapters",
    ],
)
def test_every_way_to_import_what_connects_is_seen(source: str) -> None:
    assert connects(source)
    assert not connects("from urllib.parse import quote\nimport http\nfrom . import socket\n")


def test_one_file_of_the_portal_connects_to_other_machines() -> None:
    files = [
        path
        for path in ROOT.glob("*/**/*.py")
        if path.parts[len(ROOT.parts)] not in {".venv", "launch", "var"}
        and "tests" not in path.parts
    ]

    found = [path for path in files if connects(path.read_text())]
    assert found == [ROOT / "consents/webhooks/calling.py"]


@pytest.mark.django_db
@pytest.mark.parametrize("script", ["<script>alert(1)</script>", '"><img src=x onerror=a()>'])
def test_words_that_carry_script_are_shown_as_words(client: Client, script: str) -> None:
    klass = dossiers.klass()
    klass.student.call_name = script
    klass.student.save(update_fields=["call_name"])
    dossiers.note(klass.mentor, klass.student, title=script, body=script)
    client.force_login(klass.mentor, backend="accounts.backends.SignInBackend")

    for page in (
        reverse("dossiers:student", args=[klass.student.public_id]),
        reverse("dossiers:class", args=[klass.group.public_id]),
        reverse("students:card", args=[klass.student.public_id]),
    ):
        answer = client.get(page)
        assert answer.status_code == 200
        assert script not in answer.content.decode()
        assert escape(script) in answer.content.decode()
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
