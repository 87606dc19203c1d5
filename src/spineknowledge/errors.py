"""The error tree: every error names its subject and says what to do.

SpineKnowledgeError
├── UnknownTermError            a name that is no option, criterion, source or question
├── QueryError                  a query that cannot be parsed, bound or answered
│   ├── QueryTimeoutError       a query that was stopped at its deadline
│   ├── QueryRefusedError       a query that reaches for other data than this knowledge base
│   ├── QueryLimitError         a query, or an answer, beyond a named limit
│   ├── AnswerFormError         a query whose answer has no such form as was asked for
│   └── BusyError               a query that found no free worker; it may be asked again later
├── DataError                   a file or graph that cannot be read as a knowledge base
├── ImportFileError             a spreadsheet with rows that cannot be taken over
└── FhirError                   resources that break a rule of FHIR
"""

from __future__ import annotations

from collections.abc import Sequence


class SpineKnowledgeError(Exception):
    """Base of all errors that this library raises on purpose."""


class UnknownTermError(SpineKnowledgeError):
    """A name that does not belong to anything of the asked kind.

    ``term`` is the name as given, ``kind`` what was asked for, ``matches`` the closest names there are.
    """

    def __init__(self, term: str, kind: str, matches: Sequence[str] = ()) -> None:
        self.term = term
        self.kind = kind
        self.matches = tuple(matches)
        hint = f"; did you mean {' or '.join(self.matches)}?" if self.matches else ""
        super().__init__(f"{ascii(term)[1:-1]!r} is not a known {kind}{hint}")


class QueryError(SpineKnowledgeError):
    """A query that cannot be parsed, bound or answered."""


class QueryTimeoutError(QueryError):
    """A query that was stopped because it ran longer than ``timeout`` seconds."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        super().__init__(f"the query was stopped after {timeout:g} s; ask for less, or allow more time")


class QueryRefusedError(QueryError):
    """A query that reaches for other data: ``part`` is the word that does so."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(f"{part} is not allowed: a query reads this knowledge base and nothing else")


class QueryLimitError(QueryError):
    """A query, or its answer, that is beyond a limit: ``limit`` is its name in :mod:`spineknowledge.limits`."""

    def __init__(self, limit: str, message: str) -> None:
        self.limit = limit
        super().__init__(message)


class AnswerFormError(QueryError):
    """A query whose answer cannot be given in the form asked for, such as rows as Turtle."""


class BusyError(QueryError):
    """A query for which no worker is free and no place in the queue; it may be asked again later."""

    def __init__(self) -> None:
        super().__init__("all workers are busy; ask again in a moment")


class DataError(SpineKnowledgeError):
    """A file or graph that cannot be read as a knowledge base."""


class ImportFileError(SpineKnowledgeError):
    """A spreadsheet with rows that cannot be taken over; ``problems`` lists every one of them."""

    def __init__(self, problems: Sequence[object]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FhirError(SpineKnowledgeError):
    """Resources that break a rule of FHIR; ``problems`` names each resource, the place, and what to write."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
