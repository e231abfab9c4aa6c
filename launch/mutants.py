"""`make mutants`: take away one guard at a time, and see that a test notices.

Guards are the conditions and refusals in policies and querysets, the calls in pages and services
that narrow rows to what somebody may see, and the row-security policies of PostgreSQL. The work
is done on copies of the checkout, as many at once as there are processors. Each guard first
meets the tests that are likely to miss it; only what is left meets the others. It takes an hour
or more, so it is no part of `make test`; ARGS=word runs only the guards whose name has that word.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Queue
from typing import TYPE_CHECKING

from coverage import CoverageData

from launch import catalogues, reach, roles, services, testbase
from launch.mutation import mutants
from launch.places import ROOT, VAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COPIES = VAR / "mutants"
WORKERS = os.cpu_count() or 1
ROUNDS = 3
QUIETLY = ("-q", "-n0", "-p", "no:randomly", "-m", "not browser")
FEW = 100  # tests at first: one of the quick ones mostly notices
PROMISES = "privacyportal/tests/test_promises.py"  # reads the pages, so no coverage leads to it
WALLS = ("privacyportal/tests/test_walls.py", "retention/tests/test_walls.py")  # of all rooms
WALLED = ("access", "dossiers", "consents", "students", "retention")
SLOW_SECONDS = 1_800
NOT_SERVED = {"tests", "migrations", "launch", "var", "management", "demo", "bench"}
POLICIES = """
SELECT c.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
       pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Guard:
    """One guard that can be taken away: by another text of a file, or by a statement."""

    name: str
    room: str
    path: str = ""
    text: str = ""
    lines: range = range(0)
    statement: str = ""
    table: str = ""


@dataclass(frozen=True)
class Reached:
    """Which test reaches which line, and how many seconds each takes."""

    lines: CoverageData = field(default_factory=lambda: CoverageData(no_disk=True))
    seconds: dict[str, float] = field(default_factory=dict)

    def tests(self, guard: Guard) -> list[str]:
        """Return the tests that run a guard, the quickest first."""
        by_line = self.lines.contexts_by_lineno(guard.path)
        names = {name for line in guard.lines for name in by_line.get(line, []) if name}
        return sorted(names, key=lambda name: (self.seconds.get(name, 0.0), name))


def main(_goal: str) -> int:
    """Run the tests without each guard; return 1 when one was not missed."""
    wanted = os.environ.get("ARGS", "")
    catalogues.compile_all()
    found = services.ensure(remember=False)
    roles.make_test_login(found.server)
    try:
        _copy_checkout()
        guards = [
            guard for guard in [*in_code(), *in_database(found.server)] if wanted in guard.name
        ]
        reached = _reached(found) if any(guard.path for guard in guards) else Reached()
        left = guards
        for number in range(ROUNDS):
            left = _round(number, left, reached, found)
    finally:
        if found.started:
            services.stop(found.started)
    for guard in left:
        _say(f"SURVIVED  {guard.name}")
    _say(f"{len(guards)} guards, {len(guards) - len(left)} missed, {len(left)} not")
    return 1 if left else 0


def in_code() -> Iterator[Guard]:
    """Yield the guards in the rooms of the portal."""
    for path in sorted(ROOT.glob("[a-z]*/**/*.py")):
        inside = path.relative_to(ROOT)
        parts = {*inside.parts, inside.stem}
        if parts & NOT_SERVED:
            continue
        decides = inside.stem in {"policies", "querysets"}
        for mutant in mutants(path.read_text(), decides=decides):
            yield Guard(
                f"{inside} {mutant.what}", inside.parts[0], str(inside), mutant.text, mutant.lines
            )


def in_database(server: roles.Server) -> Iterator[Guard]:
    """Yield the policies of PostgreSQL: each left out, and each that says no saying yes."""
    with testbase.copy(server) as name, roles.connect(server.at(name)) as administrator:
        rows = administrator.execute(POLICIES).fetchall()
    for table, policy, command, using, check in rows:
        room = table.split("_")[0]
        statement = f"DROP POLICY {policy} ON {table}"
        yield Guard(f"{policy} left out", room, statement=statement, table=table)
        opened = " USING (true)" * (using not in {None, "true"})
        opened += " WITH CHECK (true)" * (check not in {None, "true"})
        if opened:
            statement = f"ALTER POLICY {policy} ON {table}{opened}"
            yield Guard(f"{policy} open ({command})", room, statement=statement, table=table)


def _copy(number: int) -> Path:
    """Return where a worker has its copy of the checkout."""
    return COPIES / str(number)


def _copy_checkout() -> None:
    shutil.rmtree(COPIES, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607 - wherever git is
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    compiled = [str(path.relative_to(ROOT)) for path in ROOT.glob("locale/**/*.mo")]
    for number in range(WORKERS):
        for name in [*listed.stdout.splitlines(), *compiled]:
            (_copy(number) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, _copy(number) / name)


def _reached(found: services.Services) -> Reached:
    """Run the suite once, a part in each copy, and return which test reaches which line."""
    files = sorted(ROOT.glob("*/tests/test_*.py"), key=lambda path: path.stat().st_size)
    parts = [
        (_copy(worker), [str(path.relative_to(ROOT)) for path in files[worker::WORKERS]])
        for worker in range(WORKERS)
    ]
    measure = ["coverage", "run", "-m", "pytest", "-p", "launch.reach", *QUIETLY]
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda part: _run([*measure, *part[1]], found, part[0]), parts))
    lines, seconds = CoverageData(no_disk=True), {}
    for place, _ in parts:
        part = CoverageData(str(place / ".coverage"))
        part.read()
        lines.update(part)
        seconds.update(json.loads((place / reach.BOOK).read_text()))
    return Reached(lines, seconds)


def _round(
    number: int, guards: list[Guard], reached: Reached, found: services.Services
) -> list[Guard]:
    """Take each guard away before the tests of one round; return those that nothing missed."""
    free: Queue[Path] = Queue()
    for worker in range(WORKERS):
        free.put(_copy(worker))

    def is_missed(guard: Guard) -> bool:
        place = free.get()
        try:
            return _fails_without(guard, _tests(number, guard, reached), found, place)
        finally:
            free.put(place)

    with ThreadPoolExecutor(WORKERS) as pool:
        missed = list(pool.map(is_missed, guards))
    return [guard for guard, noticed in zip(guards, missed, strict=True) if not noticed]


def _tests(number: int, guard: Guard, reached: Reached) -> list[str]:
    """Return the tests of a round that could notice, the likeliest in the first."""
    if guard.statement:
        others = [room for room in WALLED if room != guard.room]
        return (_walls(guard), _naming(guard), [guard.room, *others])[number]
    tests = reached.tests(guard)
    own = [name for name in tests if name.startswith(f"{guard.room}/")]
    others = [name for name in tests if name not in own]
    return ([PROMISES, *own[:FEW]], others[:FEW], own[FEW:] + others[FEW:])[number]


def _walls(guard: Guard) -> list[str]:
    """Return the tests of the walls of a room, and those of all walls at once."""
    own = {str(path.relative_to(ROOT)) for path in ROOT.glob(f"{guard.room}/tests/test_*walls.py")}
    return [*sorted(own - {*WALLS}), *WALLS]


def _naming(guard: Guard) -> list[str]:
    """Return the other tests that name the table of a policy, or its model, in any room."""
    model = guard.table.removeprefix(f"{guard.room}_")
    names = re.compile(rf"\b({guard.table}|{model})\b", re.IGNORECASE)
    files = [path for path in ROOT.glob("*/tests/test_*.py") if names.search(path.read_text())]
    files.sort(key=lambda path: path.stat().st_size)
    found = [str(path.relative_to(ROOT)) for path in files]
    return [name for name in found if name not in _walls(guard)]


def _fails_without(guard: Guard, tests: list[str], found: services.Services, place: Path) -> bool:
    """Take a guard away, run the tests, and put it back."""
    if not tests:
        return False
    changed = place / guard.path
    before, made = (changed.read_text(), changed.stat().st_mtime_ns) if guard.path else ("", 0)
    if guard.path:
        changed.write_text(guard.text)
    try:
        noticed = _run(["pytest", "-x", *QUIETLY, *tests], found, place, guard.statement) == 1
    except subprocess.TimeoutExpired:
        noticed = False
    finally:
        if guard.path:
            changed.write_text(before)
            os.utime(changed, ns=(made, made))  # as old as what was compiled of it
    if noticed:
        _say(f"missed    {guard.name}")
    return noticed


def _run(words: list[str], found: services.Services, place: Path, statement: str = "") -> int:
    """Run a module in a copy; what Python compiles is kept as long as all guards are there."""
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", *words],
        check=False,
        cwd=place,
        capture_output=True,
        timeout=SLOW_SECONDS,
        env={
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "" if words[0] == "coverage" else "1",
            "TEST_ADMIN_DATABASE_URL": found.server.address,
            "TEST_ROLE_SECRET": found.server.secret,
            "TEST_STATEMENT": statement,
        },
    )
    return done.returncode


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    with (VAR / "mutants.txt").open("a") as book:
        book.write(f"{line}\n")
