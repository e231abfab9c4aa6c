"""The door for other systems: no session, no cookie, no account; a token and a question.

Not a page: nobody signs in here, and what is refused is told to a machine.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from consents.api.answering import answer, enter
from consents.api.keys import public_key, sign
from consents.api.problems import MEDIA_TYPE, NO_TOKEN, NOT_JSON, TOO_LONG, Problem
from consents.api.questions import Question, read
from consents.api.rules import LONGEST_QUESTION
from consents.api.tokens import key_in
from kernel.dates import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

DOCUMENT = Path(__file__).parent / "openapi.json"


@csrf_exempt  # a token in a header, which no browser sends by itself
@login_not_required
@require_POST
def answers(request: HttpRequest) -> HttpResponse:
    """Say of each student number whether the student may be seen, signed and for a short time."""
    at = timezone.now()
    found = _answer(request, at=at)
    if isinstance(found, Problem):
        return JsonResponse(
            found.body(), status=found.status, content_type=MEDIA_TYPE, headers=found.headers()
        )
    return JsonResponse({"answer": found, "signed": sign(found)})


@login_not_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Give the public key by which anybody checks a signed answer."""
    del request
    return JsonResponse({"keys": [public_key()]}, content_type="application/jwk-set+json")


@login_not_required
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Describe how to ask, as OpenAPI 3.1."""
    del request
    return HttpResponse(_document(), content_type="application/json")


def _answer(request: HttpRequest, *, at: datetime) -> dict[str, object] | Problem:
    """Answer, or say what is wrong; who has no token that counts learns nothing but that.

    As it is after waiting: questions of one system wait for each other.
    """
    key = key_in(request.headers.get("Authorization", ""))
    if key is None:
        return NO_TOKEN
    question = _question(request, at=at)
    asked = len(question.students) if isinstance(question, Question) else 1
    client = enter(key, asked=asked)
    if isinstance(client, Problem):
        return client
    if isinstance(question, Problem):
        return question
    return answer(key, client_id=client, question=question, at=timezone.now())


def _question(request: HttpRequest, *, at: datetime) -> Question | Problem:
    if request.content_type != "application/json":
        return NOT_JSON
    if not _length(request) <= LONGEST_QUESTION:
        return TOO_LONG
    return read(request.body, today=day_of(at))


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else LONGEST_QUESTION + 1


@lru_cache(maxsize=1)
def _document() -> bytes:
    return DOCUMENT.read_bytes()
