"""Starting the portal: what was decided once holds, and what stands in the way is said."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polib
import psycopg
import pytest
from django.db import connection

from launch import account, catalogues, chromium, places, postgres, roles, run, services, testbase
from launch.places import LaunchError
from privacyportal.settings_test import TEST_SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVER = roles.Server("postgresql://boss:p%40ss@db.example.org:5433/portal", "unused")


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_two_checkouts_with_one_server_come_to_the_same_passwords() -> None:
    other = roles.Server(SERVER.address, "another secret")

    assert other.password("portal_web") == SERVER.password("portal_web")
    assert SERVER.password("portal_web") != SERVER.password("portal_worker")


def test_a_login_signs_in_at_the_same_server_and_database() -> None:
    address = SERVER.login("portal_web")

    password = SERVER.password("portal_web")
    assert address == f"postgresql://portal_web:{password}@db.example.org:5433/portal"
    assert SERVER.login("portal_web", "a b").endswith(":5433/a%20b")


def test_an_older_postgresql_is_refused_in_words() -> None:
    info = SimpleNamespace(server_version=170006, parameter_status=lambda _name: "17.6")

    with pytest.raises(LaunchError, match=r"needs PostgreSQL 18 or newer; this server is 17\.6"):
        roles.refuse_old(SimpleNamespace(info=info))  # type: ignore[arg-type]


def test_a_server_that_is_not_there_is_said_in_words_without_the_password(taken: int) -> None:
    nobody = f"postgresql://boss:secret@127.0.0.1:{taken + 1}/portal?connect_timeout=1"

    with pytest.raises(LaunchError, match="lets nobody in with this DATABASE_URL") as told:
        roles.connect(nobody)

    assert "secret" not in str(told.value)


@pytest.mark.django_db
def test_only_the_worker_can_become_the_purge_and_only_by_saying_so() -> None:
    question = (
        "SELECT rolname, pg_has_role(oid, 'portal_purge', 'SET'), "
        "pg_has_role(oid, 'portal_purge', 'USAGE') FROM pg_roles "
        "WHERE rolname IN ('portal_web', 'portal_worker') ORDER BY 1"
    )

    with connection.cursor() as cursor:
        cursor.execute(question)
        answer = cursor.fetchall()

    assert answer == [("portal_web", False, False), ("portal_worker", True, False)]


@pytest.mark.django_db
def test_no_login_of_the_portal_but_the_migrating_one_passes_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, 'portal_') "
            "AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)",
        )
        strong = cursor.fetchall()

    assert strong == [("portal_migrate",)]


@pytest.mark.parametrize("line", ["log_error_verbosity = terse", "log_parameter_max_length = 0"])
def test_the_log_of_the_embedded_server_holds_no_row_and_no_value(line: str) -> None:
    assert line in postgres.SETTINGS.splitlines()
    assert "log_min_error_statement = panic" in postgres.SETTINGS.splitlines()


def test_a_port_that_somebody_took_is_replaced_and_a_free_one_kept(taken: int) -> None:
    kept = {"postgres_port": taken}

    chosen = places.usable_port(kept, "postgres_port")

    assert chosen != taken
    assert kept == {"postgres_port": chosen}
    assert places.usable_port(kept, "postgres_port") == chosen


@pytest.mark.parametrize("port", ["0", "65536", "http", "80 80"])
def test_a_port_that_cannot_be_one_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(LaunchError, match="PORT must be a number"):
        run.wanted_port()


def test_the_mark_of_a_killed_server_goes_when_its_number_is_another_programs(
    tmp_path: Path,
) -> None:
    mark = tmp_path / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{tmp_path}\n")

    postgres.forget_dead_server(tmp_path)

    assert not mark.exists()


def test_a_half_made_data_directory_is_made_again() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o711)
        known = account.home()
        home = account.Home(Path(place), known.postgres, known.valkey, known.identity)
        for name in ("data", "data.new"):
            (home.directory("postgres") / name).mkdir()
            (home.directory("postgres") / name / "half").touch()

        data = postgres.make_cluster(home, {"postgres_password": "made up"})

        assert (data / "PG_VERSION").read_text().strip() == "18"
        assert not (data / "half").exists()
        assert [path.name for path in data.parent.iterdir()] == ["data"]


def test_addresses_that_we_wrote_down_are_not_taken_for_somebodys_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "written_down", lambda: {"DATABASE_URL": "postgresql://ours"})

    monkeypatch.setenv("DATABASE_URL", "postgresql://ours")
    assert services.foreign("DATABASE_URL") == ""

    monkeypatch.setenv("DATABASE_URL", "postgresql://theirs")
    assert services.foreign("DATABASE_URL") == "postgresql://theirs"


def test_a_private_file_is_private_from_its_first_moment(tmp_path: Path) -> None:
    places.write_private(tmp_path / "portal.env", "SECRET_KEY=x\n")

    assert (tmp_path / "portal.env").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["portal.env"]


def test_the_copy_of_a_killed_test_process_is_dropped_and_a_living_one_stays() -> None:
    dead, living = (f"{testbase.COPY}999999_{name}_{os.getpid()}" for name in ("dead", "living"))
    with (
        psycopg.connect(roles.maintenance(TEST_SERVER), autocommit=True) as administrator,
        psycopg.connect(roles.maintenance(TEST_SERVER), autocommit=True) as holder,
    ):
        holder.execute("SELECT pg_advisory_lock(hashtext(%s), 1)", [living])
        for name in (dead, living):
            roles.make_database(administrator, name)

        testbase.forget_copies(administrator)
        left = testbase.databases(administrator, testbase.COPY)
        testbase.drop(administrator, living)

    assert dead not in left
    assert living in left


def test_a_wrong_choice_of_browser_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    assert chromium.find() is None


def test_every_kind_of_text_in_a_template_is_found() -> None:
    source = """
      {% translate "Plain" %} {% translate 'Quoted "so"' context "button" as label %}
      {{ value|default:_("Inline") }}
      {% blocktranslate trimmed with name=person.name %}
        Of {{ name }}
        at 100%
      {% endblocktranslate %}
      {% blocktranslate count n=rows %}one row{% plural %}{{ n }} rows{% endblocktranslate %}
    """

    assert set(catalogues.in_template(source)) == {
        (None, "Plain"),
        ("button", 'Quoted "so"'),
        (None, "Inline"),
        (None, "Of %(name)s at 100%%"),
        (None, "one row"),
    }


def test_every_kind_of_text_in_code_is_found() -> None:
    source = 'a = _("One " "text")\nb = ngettext("row", "rows", n)\nc = pgettext("month", "May")\n'

    assert set(catalogues.in_python(source)) == {
        (None, "One text"),
        (None, "row"),
        ("month", "May"),
    }


SOUND = {"msgid": "Go %(n)s <b>on</b>", "msgstr": "Dalej %(n)s <b>x</b>"}
COUNTED = {"msgid": "One for %(name)s.", "msgid_plural": "%(n)s for %(name)s."}
UNSOUND = [
    pytest.param(SOUND, "", id="right"),
    pytest.param(SOUND | {"msgid": "Nobody asks"}, "nobody asks for", id="nobody asks"),
    pytest.param(SOUND | {"msgstr": ""}, "empty", id="empty"),
    pytest.param(SOUND | {"msgstr": "Dalej <b>x</b>"}, "other placeholders", id="lacks a value"),
    pytest.param(SOUND | {"msgstr": "Dalej %(m)s <b>x</b>"}, "other placeholders", id="another"),
    pytest.param(SOUND | {"msgstr": "Dalej %(n)s"}, "or markup", id="lacks markup"),
    pytest.param(SOUND | {"msgstr": "Dalej %(n)s <b>x</b> "}, "or markup", id="a space more"),
    pytest.param(
        COUNTED | {"msgstr_plural": {0: "1 %(name)s", 1: "%(n)s %(name)s"}}, "", id="plural"
    ),
    pytest.param(COUNTED | {"msgstr_plural": {0: "%(name)s"}}, "not 2 forms", id="too few forms"),
    pytest.param(
        COUNTED | {"msgstr_plural": {0: "%(name)s", 1: "%(n)s"}}, "placeholders", id="lacks a name"
    ),
]


@pytest.mark.parametrize(("entry", "says"), UNSOUND)
def test_what_is_wrong_in_a_catalogue_for_families_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entry: dict[str, Any], says: str
) -> None:
    place = tmp_path / "locale" / "pl" / "LC_MESSAGES"
    place.mkdir(parents=True)
    written = polib.POFile()
    written.metadata = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}
    written.append(polib.POEntry(**entry))
    written.save(str(place / "django.po"))
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)

    told = list(catalogues.unsound("pl", {SOUND["msgid"], COUNTED["msgid"]}))

    assert len(told) == bool(says)
    assert says in "".join(told)


def test_a_template_for_families_may_lack_no_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, source in {
        "base_guardian.html": '{% translate "Frame" %}',
        "frame.html": '{% extends "base_guardian.html" %}',
        "page.html": '{% extends "frame.html" %}{% include "_part.html" with a=b only %}',
        "_part.html": '{% translate "Part" %}',
        "staff.html": '{% translate "Staff" %}',
    }.items():
        place = tmp_path / "templates" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(source)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)

    told = list(catalogues.lacking("pl"))

    assert told == [
        "pl: missing: 'Part' (templates/_part.html)",
        "pl: missing: 'Frame' (templates/base_guardian.html)",
    ]


def test_an_unknown_goal_is_answered_with_the_known_ones() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "launch", "fly"],
        check=False,
        cwd=places.ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert "run, services, stop" in done.stderr
