"""What can be wrong with a question of another system, as the answer says it.

No sentence repeats what was sent, or says anything about a student.

Norm: RFC 9457
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer; `wait` is in how many seconds to ask again."""

    status: HTTPStatus
    detail: str
    wait: int = 0

    def headers(self) -> dict[str, str]:
        """Return the headers that go with the status."""
        if self.status == HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": 'Bearer realm="consent answers"'}
        return {"Retry-After": str(self.wait)} if self.wait else {}

    def body(self) -> dict[str, object]:
        """Return the members of a problem document."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }


NO_TOKEN = Problem(
    HTTPStatus.UNAUTHORIZED, "Send a token that counts: Authorization: Bearer ppk_…"
)
NOT_JSON = Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
TOO_LONG = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Send a shorter question.")
DAMAGED = Problem(HTTPStatus.BAD_REQUEST, "This is not JSON, or a name stands in it twice.")
NOT_YOURS = Problem(
    HTTPStatus.FORBIDDEN, "This token may not ask about this school, or this channel."
)


def wrong(what: str) -> Problem:
    """Return that one part of the question is not as it should be."""
    return Problem(HTTPStatus.BAD_REQUEST, what)


def too_often(seconds: int) -> Problem:
    """Return that this was too much, and in how many seconds it is not."""
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "Ask again later, or about fewer.", seconds)
