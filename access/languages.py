"""Words in each language, for who gets something before anybody knows what that person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator


def in_each_language(
    say: Callable[[], list[str]], *, but: Container[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each language but some, with its name as its readers write it and what is said in it.

    Whoever asks goes on in the own language, also where it stops half way.

    Law: AVG 12(1)
    """
    for language, name in settings.LANGUAGES:
        if language not in but:
            with translation.override(language):
                said = say()
            yield language, name, said
