"""What must not come in is nowhere afterwards: no table, file, log or report."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from interchange.tests.builders import table
from interchange.tests.imports import HEADER, NOOR, bring, edex
from schools.tests import make

if TYPE_CHECKING:
    from schools.models import School

pytestmark = pytest.mark.django_db
SECRETS = {
    "BSN": "999912345",
    "Geslacht": "Zq-geslacht",
    "Nationaliteit": "Zq-nationaliteit",
    "Geloof": "Zq-geloof",
    "Straat": "Zq-straat",
    "Postcode": "9999ZQ",
    "IBAN": "NL00ZQBK0123456789",
    "Wachtwoord": "Zq-wachtwoord",
    "Opmerking": "Zq-opmerking over thuis",
    "Gewicht": "Zq-gewicht",
    "Telefoon": "Zq-0612399999",
    "Onbekende kolom": "Zq-anders",
}


@pytest.fixture
def school() -> School:
    """Return a school without students."""
    return make.school()


def cells_with(words: list[str]) -> list[str]:
    """Return in which tables one of `words` stands, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT')"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{name}" AS t WHERE t::text LIKE ANY(%s)',  # noqa: S608 - a table of ours
                [[f"%{word}%" for word in words]],
            )
            found += [name] * cursor.fetchone()[0]
    return found


def files_with(words: list[str]) -> list[Path]:
    """Return the stored files in which one of `words` stands."""
    folder = Path(default_storage.path("imports"))
    files = folder.iterdir() if folder.exists() else ()
    return [path for path in files if any(word.encode() in path.read_bytes() for word in words)]


def test_the_search_finds_what_is_there(school: School) -> None:
    bring(school, table(NOOR, header=HEADER))

    assert cells_with(["Bakker"]) == ["students_student"]


def test_forbidden_columns_of_a_list_are_nowhere(
    school: School, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    header = ";".join([HEADER, *SECRETS])
    bad = ";".join(["1002;;;;31-02-2013;;;;", *SECRETS.values()])
    path = tmp_path / "list.csv"
    path.write_bytes(table(";".join([NOOR, *SECRETS.values()]), bad, header=header))
    out = io.StringIO()

    with caplog.at_level(logging.DEBUG):
        call_command("import_people", path, school=school.brin, json=True, stdout=out)

    words = list(SECRETS.values())
    assert '"applied": true' in out.getvalue()
    assert not any(word in out.getvalue() + caplog.text for word in words)
    assert (cells_with(words), files_with(words)) == ([], [])


def test_forbidden_elements_of_edexml_are_nowhere(school: School) -> None:
    secret = "".join(
        f"<{name}>{value}</{name}>"
        for name, value in (
            ("geslacht", "Zq-geslacht"),
            ("etniciteit", "Zq-etniciteit"),
            ("land", "Zq-land"),
            ("gewicht", "Zq-gewicht"),
            ("bsn", "999912345"),
            ("toevoegingen", "<toevoeging>Zq-toevoeging</toevoeging>"),
        )
    )
    pupil = f'<leerling key="7"><achternaam>Vos</achternaam>{secret}</leerling>'

    run = bring(school, edex(school, pupil))

    assert run.state == "applied"
    assert cells_with(["Zq-", "999912345"]) == []
    assert files_with(["Zq-", "999912345"]) == []
