"""What went wrong, as HTTP says it: a status, a stable code and a sentence, in ``application/problem+json``."""

from __future__ import annotations

import json
from collections.abc import Mapping

from spineknowledge.errors import (
    AnswerFormError,
    BusyError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
    QueryTimeoutError,
    UnknownTermError,
)
from spineknowledge.namespaces import BASE

MEDIA = "application/problem+json"
CODES = {
    "bad-request": 400,
    "bad-encoding": 400,
    "bad-parameter": 400,
    "repeated-parameter": 400,
    "unknown-parameter": 400,
    "host-not-allowed": 400,
    "query-missing": 400,
    "query-malformed": 400,
    "query-too-deep": 400,
    "query-too-many-patterns": 400,
    "foreign-data": 403,
    "read-only": 403,
    "unknown-name": 404,
    "no-such-page": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "body-too-slow": 408,
    "query-too-long": 413,
    "body-too-long": 413,
    "url-too-long": 414,
    "media-type-not-supported": 415,
    "answer-too-large": 422,
    "query-too-heavy": 422,
    "query-timeout": 422,
    "headers-too-long": 431,
    "internal-error": 500,
    "busy": 503,
}
"""Every code there is, with its status; a code is never given another meaning."""

_OF_LIMITS = {
    "query_bytes": "query-too-long",
    "bracket_depth": "query-too-deep",
    "triple_patterns": "query-too-many-patterns",
    "rows": "answer-too-large",
    "answer_bytes": "answer-too-large",
    "memory_bytes": "query-too-heavy",
}
_OF_ERRORS: tuple[tuple[type[Exception], str], ...] = (
    (UnknownTermError, "unknown-name"),
    (QueryTimeoutError, "query-timeout"),
    (QueryRefusedError, "foreign-data"),
    (AnswerFormError, "not-acceptable"),
    (BusyError, "busy"),
    (QueryError, "query-malformed"),
)


class Problem(Exception):  # noqa: N818 (it is an answer, as RFC 9457 calls it)
    """An answer that says what is wrong with a request.

    >>> Problem("unknown-name", "'x' is not a known option").status
    404
    """

    def __init__(self, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.status = CODES[code]
        self.detail = detail
        self.headers = dict(headers or {})
        super().__init__(detail)

    def body(self) -> bytes:
        """Return the problem as JSON."""
        told = {
            "type": f"{BASE}problem/{self.code}",
            "title": self.code.replace("-", " ").capitalize(),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        }
        return json.dumps(told).encode()


def problem_of(error: Exception, retry_after: int) -> Problem:
    """Return what an error of the library means over HTTP; any other error says nothing about itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QueryLimitError):
        return Problem(_OF_LIMITS[error.limit], str(error))
    for kind, code in _OF_ERRORS:
        if isinstance(error, kind):
            return Problem(code, str(error), {"retry-after": str(retry_after)} if code == "busy" else None)
    return Problem("internal-error", "the service could not answer; this is its fault, not that of the request")
