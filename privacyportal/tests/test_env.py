"""Settings from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privacyportal import env

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_list_of_secrets_stands_in_a_variable_or_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    file.write_text("one,\ntwo\n")

    assert env.secrets("OLD_KEYS") == []
    monkeypatch.setenv("OLD_KEYS", " three four ")
    assert env.secrets("OLD_KEYS") == ["three", "four"]
    monkeypatch.setenv("OLD_KEYS_FILE", str(file))
    assert env.secrets("OLD_KEYS") == ["one,", "two"]
