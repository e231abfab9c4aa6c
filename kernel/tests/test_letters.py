"""E-mails to several people: one that does not go holds up nobody else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from kernel.letters import each_by_itself, letter, send_each

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

NAMES = ("ann", "bo", "cas")


def to_all() -> list[EmailMessage]:
    return [letter("A", ["B"], to=f"{name}@example.org", mark=("test", name)) for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_mailbox_that_refuses_is_counted_in_the_log_and_the_others_get_theirs(
    name: str,
    refusing: set[str],
    mailoutbox: list[EmailMessage],
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusing.add(f"{name}@example.org")

    assert send_each(to_all()) == 2

    assert {one.to[0] for one in mailoutbox} == {f"{n}@example.org" for n in NAMES} - refusing
    assert caplog.messages == ["1 of 3 e-mails did not go."]


def test_where_none_went_that_is_an_error_which_names_nobody(refusing: set[str]) -> None:
    refusing.update(f"{name}@example.org" for name in NAMES)

    with pytest.raises(OSError, match="No e-mail went") as failed:
        send_each(to_all())

    assert "@" not in str(failed.value)
    assert failed.value.__context__ is None, "what the mail server said quotes the address"
    assert send_each([]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_an_act_that_fails_holds_up_no_other_and_is_told_of_at_the_end(
    name: str, refusing: set[str], mailoutbox: list[EmailMessage]
) -> None:
    refusing.add(f"{name}@example.org")

    with pytest.raises(OSError, match="refuses"):
        each_by_itself(partial(one.send) for one in to_all())

    assert {one.to[0] for one in mailoutbox} == {f"{n}@example.org" for n in NAMES} - refusing
    refusing.clear()
    assert each_by_itself(partial(one.send) for one in to_all()) == 3
