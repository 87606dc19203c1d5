"""Every limit that the library sets to what comes from outside, by name and with what it means."""

from __future__ import annotations

from spineknowledge.frozen import Frozen

KIB = 1024
MIB = 1024 * KIB


class Limits(Frozen):
    """How much one query may ask for, and how many may run at once.

    >>> SERVED.seconds, SERVED.replace(seconds=5.0).seconds
    (2.0, 5.0)
    """

    query_bytes: int = 16 * KIB
    """The length of a query in UTF-8."""
    bracket_depth: int = 32
    """How deep brackets of any kind are nested in a query."""
    triple_patterns: int = 64
    """How many triple patterns a query has, written out in full."""
    seconds: float = 2.0
    """How long a query may run before its process is ended."""
    memory_bytes: int = 400 * MIB
    """How much memory a query may take beside the data; enforced on Linux."""
    rows: int = 10_000
    """How many rows or triples an answer has."""
    answer_bytes: int = 5 * MIB
    """The length of an answer as it is sent."""
    workers: int = 2
    """How many queries run at the same time, each in a process of its own."""
    queue: int = 8
    """How many queries wait for a worker; one more is told to come back later."""
    start_seconds: float = 60.0
    """How long a worker may take to load the data."""


SERVED = Limits()
"""For queries of strangers, over HTTP and from assistants."""

OWN = Limits(
    query_bytes=4 * MIB,
    bracket_depth=256,
    triple_patterns=100_000,
    memory_bytes=4096 * MIB,
    rows=10_000_000,
    answer_bytes=1024 * MIB,
    workers=1,
)
"""For the caller's own queries, in Python and on the command line; the caller gives the time."""


class HttpLimits(Frozen):
    """What one HTTP request and one connection may take."""

    url_bytes: int = 16 * KIB
    """The length of path and query string; longer queries go by POST."""
    header_bytes: int = 32 * KIB
    """The length of request line and headers together."""
    header_seconds: float = 5.0
    """How long request line and headers may take to arrive."""
    body_bytes: int = 64 * KIB
    """The length of a request body, in which a form may have encoded every byte of a query as three."""
    body_seconds: float = 5.0
    """How long a request body may take to arrive."""
    idle_seconds: float = 10.0
    """How long a connection may stay open between two requests."""
    shutdown_seconds: float = 10.0
    """How long requests under way may take to end after the service was told to stop."""
    requests: int = 256
    """How many requests are under way at once; one more is told to come back later."""
    connections: int = 1024
    """How many connections are open at once; one more is closed at once."""
    kept_bytes: int = 32 * MIB
    """How much memory ready-made answers take."""
    retry_after: int = 2
    """After how many seconds an overloaded service asks to come back."""


class RemoteLimits(Frozen):
    """What a remote endpoint may take and send."""

    seconds: float = 30.0
    """How long one question may take in all: connecting, retrying and reading."""
    answer_bytes: int = 64 * MIB
    """The length of an answer after decompression."""
    retries: int = 2
    """How often a question is asked again after 503; nothing else is repeated."""
    retry_after: float = 5.0
    """The longest pause before asking again, whatever the endpoint says."""
