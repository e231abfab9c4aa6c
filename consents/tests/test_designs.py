"""The design of the pages on which people choose: one mark, for everybody."""

from __future__ import annotations

import ast
import shutil
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from consents.choices import PurposeKind
from consents.designs import drawn
from consents.designs.rules import mark_of
from consents.models import Decision
from consents.tests.designs import current
from consents.tests.forms import OVERVIEW, filled, read
from consents.tests.people import Family
from kernel.tests.roles import seeing_all

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client


ROOT = settings.BASE_DIR


@pytest.fixture
def home(db: None) -> Family:  # noqa: ARG001 - asked for its effect
    return Family()


@pytest.mark.asking(18)
def test_the_mark_changes_with_one_byte_and_with_nothing_else() -> None:
    parts = {"page.html": b"<p>yes</p>", "pp.css": b"a{}"}

    assert mark_of(parts) == mark_of(dict(reversed(parts.items())))
    others = [
        parts | {"page.html": b"<p>yEs</p>"},
        parts | {"pp.css": b"a{} "},
        {"page.html": parts["page.html"]},
        {"other.html": parts["page.html"], "pp.css": parts["pp.css"]},
        {"page.html": b"<p>yes</p>pp.css", "": b"a{}"},
    ]
    assert len({mark_of(parts), *map(mark_of, others)}) == len(others) + 1


@pytest.mark.asking(18)
@pytest.mark.parametrize(
    "part",
    ["templates/consents/_yes_no.html", "templates/base.html", "static/pp/pp.css"],
)
def test_the_design_is_that_of_the_files_wherever_they_lie(tmp_path: Path, part: str) -> None:
    here = mark_of(drawn.parts_of(drawn.PHOTOS))
    for place in ("templates", "static"):
        shutil.copytree(ROOT / place, tmp_path / place)

    with lying_in(tmp_path):
        elsewhere = mark_of(drawn.parts_of(drawn.PHOTOS))
    with (tmp_path / part).open("ab") as file:
        file.write(b" ")
    with lying_in(tmp_path):
        changed = mark_of(drawn.parts_of(drawn.PHOTOS))

    assert elsewhere == here == current()
    assert changed != here


def lying_in(place: Path) -> override_settings:
    """Let the templates and the stylesheet be those in another place."""
    templates = [{**settings.TEMPLATES[0], "DIRS": [place / "templates"]}]
    return override_settings(TEMPLATES=templates, STATICFILES_DIRS=[place / "static"])


@pytest.mark.asking(18)
def test_the_design_is_of_all_that_draws_the_page_and_of_no_words_of_questions() -> None:
    parts = set(drawn.parts_of(drawn.PHOTOS))

    assert {
        "consents/overview.html", "consents/question.html", "consents/_question.html",
        "consents/_yes_no.html", "consents/_child.html", "consents/_intro.html",
        "base_guardian.html", "base.html", "pp/pp.css", "pp/pp.js",
    } <= parts  # fmt: skip
    assert not [name for name in parts if name.endswith((".po", ".mo", ".py"))]
    assert {drawn.design_of(kind) for kind in PurposeKind} == {
        current(),
        drawn.design_of(PurposeKind.RELIGION),
        drawn.design_of(PurposeKind.CARE),
        drawn.design_of(PurposeKind.ALUMNI),
    }


# No two designs beside each other.


@pytest.mark.asking(18)
def test_two_people_at_the_same_moment_get_the_same_page(client: Client, home: Family) -> None:
    families = [home, Family()]
    people = [(user, one.child) for one in families for user in (one.parent, one.other)]
    drawings = []
    for user, _child in people:
        read(client, user)
        drawings.append([template.name for template in client.get(OVERVIEW).templates])
    for user, child in people:
        client.force_login(user)
        client.post(OVERVIEW, filled(child, "yes"))

    assert drawings == drawings[:1] * len(people)
    with seeing_all():
        marks = list(Decision.objects.values_list("design", flat=True))
    assert marks == [current()] * len(people)


@pytest.mark.asking(18)
def test_no_page_on_which_people_choose_is_picked_while_it_is_shown() -> None:
    for view in ("family", "religion", "inquiries"):
        tree = ast.parse((ROOT / f"consents/views/{view}.py").read_text())
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
        shown = [call.args[1] for call in calls if ast.unparse(call.func) == "render"]
        assert shown
        assert all(isinstance(page, ast.Constant) for page in shown)
    roots = {page for pages in drawn.PAGES.values() for page in pages}
    drawn_by = "".join(
        (ROOT / f"consents/views/{view}.py").read_text()
        for view in ("family", "religion", "inquiries")
    )
    assert all(f'"{page}"' in drawn_by for page in roots)


@pytest.mark.asking(18)
@pytest.mark.parametrize("tag", ["include", "extends"])
def test_a_part_that_is_picked_while_it_is_shown_is_refused(tmp_path: Path, tag: str) -> None:
    for name, text in (("a.html", f"{{% {tag} which %}}"), ("b.html", f'{{% {tag} "a.html" %}}')):
        (tmp_path / name).write_text(text)
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    moved = override_settings(TEMPLATES=templates)
    with moved, pytest.raises(ImproperlyConfigured, match="which"):
        drawn.parts_of(("b.html",))
