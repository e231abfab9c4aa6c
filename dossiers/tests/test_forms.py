"""What a mentor sends: notes, ticks and searches."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.tests import make as access
from dossiers.tests import make, pages
from kernel.database import acting_as
from students.tests import make as students

if TYPE_CHECKING:
    from django.test import Client


pytestmark = pytest.mark.django_db


def test_a_note_with_a_follow_up_is_written_and_shown(client: Client) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)
    due_on = timezone.localdate() + timedelta(days=9)
    sent = pages.form(follow_up_on=due_on.isoformat(), follow_up_text="Ask how it was")

    answer = client.post(reverse("dossiers:write_note", args=[mine.student.public_id]), sent)
    page = client.get(answer.headers["Location"])

    assert answer.status_code == 302
    assert "They go to Zeeland." in page.text
    assert "Ask how it was" in page.text
    (written,) = pages.events("dossiers.note_written")
    assert written.subject == mine.student.audit_ref


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"body": ""}, id="without words"),
        pytest.param({"kind": "gossip"}, id="an unknown kind"),
        pytest.param({"body": "x" * 20_001}, id="too long"),
        pytest.param({"held_on": "2099-01-01"}, id="in the future"),
        pytest.param({"held_on": "31-02-2026"}, id="no such day"),
        pytest.param({"follow_up_text": "Ask"}, id="something agreed for no day"),
        pytest.param({"follow_up_on": "2020-01-01"}, id="to come back to before the talk"),
    ],
)
def test_a_wrong_form_is_shown_again_with_what_was_typed(
    client: Client, wrong: dict[str, str]
) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)

    page = client.post(
        reverse("dossiers:write_note", args=[mine.student.public_id]), pages.form(**wrong)
    )

    assert page.status_code == 422
    assert "About the holidays" in page.text
    assert not pages.events("dossiers.note_written")


def test_a_team_leader_reads_and_does_not_write(client: Client) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=2)
    client.force_login(access.with_role(Role.TEAM_LEADER, mine.group))
    routes = pages.addresses(mine, agreed.public_id, agreed.entry.public_id)

    page = client.get(routes["GET dossiers:student"])
    answers = [
        client.post(routes[f"POST dossiers:{name}"], pages.form(done="yes")).status_code
        for name in ("write_note", "tick", "correct_note")
    ]

    assert make.WORDS in page.text
    assert 'id="nieuw"' not in page.text
    assert answers == [404, 404, 404]


def test_a_follow_up_is_ticked_off_and_opened_again(client: Client) -> None:
    mine = make.klass()
    agreed = make.follow_up(mine.mentor, mine.student, days=1)
    client.force_login(mine.mentor)
    address = reverse("dossiers:tick", args=[agreed.public_id])

    for done, expected in (("yes", True), ("yes", True), ("no", False)):
        answer = client.post(address, {"done": done, "back": "follow_ups"})
        assert answer.headers["Location"] == "/afspraken/"
        with acting_as(mine.mentor.pk):
            agreed.refresh_from_db()
        assert (agreed.done_at is not None) is expected

    assert [e.facts["done"] for e in pages.events("dossiers.follow_up_ticked")] == [True, False]


def test_a_search_by_part_of_a_name_forgives_accents_and_case(client: Client) -> None:
    mine = make.klass()
    zoe = make.classmate(mine, name="Zoë")
    make.classmate(mine, name="Bram")
    other = students.student(name="Zoë")
    client.force_login(mine.mentor)

    found = client.post("/zoeken/", {"name": "zoe tweeling"}).context["found"]

    assert list(found) == [zoe]
    assert other not in found


@pytest.mark.parametrize("name", ["", "z", "x" * 81, "%", "_ _", "'; --"])
def test_an_odd_search_finds_nothing_and_breaks_nothing(client: Client, name: str) -> None:
    mine = make.klass()
    client.force_login(mine.mentor)

    page = client.post("/zoeken/", {"name": name})

    assert page.status_code == 200
    assert mine.student.display_name not in page.text
