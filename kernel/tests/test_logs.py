"""A line of a log holds nothing that opens anything, and no words of an error."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from kernel.logs import Line


def line(address: str) -> str:
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (address,), None)
    return Line().format(record)


@pytest.mark.parametrize("key", ["a" * 43, f"1-cxyz12-{'b' * 32}", "BwyWz_QL-" * 5])
@pytest.mark.parametrize("end", ["", "/", "/x/"])
def test_a_key_in_an_address_stays_out_of_the_log(key: str, end: str) -> None:
    said = line(f"/oud-leerling/{key}{end}")

    assert key not in said
    assert said.endswith(f"Not Found: /oud-leerling/(key){end}")


def test_a_line_without_words_of_its_own_is_left_as_it_is() -> None:
    record = logging.LogRecord("x", 30, "", 0, "%(n)s tasks", ({"n": 3},), None)

    assert Line().format(record).endswith("x: 3 tasks")


def test_a_public_id_and_a_name_of_a_page_stay_in_it() -> None:
    address = f"/vragen/{uuid4()}/invoeren/"

    assert address in line(address)
