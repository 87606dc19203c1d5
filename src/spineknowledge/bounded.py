"""Bounded workers: queries run in processes of their own, which end at a deadline and die with their parent.

A worker loads the data, gives up the means to reach anything else, and then answers one query at a time with
a whole answer or an error. A process that breaks or runs too long takes nothing with it but its query.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from queue import SimpleQueue
from typing import IO, Any, Self, cast

from spineknowledge.admission import check_shape, needs_parsing
from spineknowledge.errors import (
    AnswerFormError,
    BusyError,
    DataError,
    QueryError,
    QueryLimitError,
    QueryRefusedError,
    QueryTimeoutError,
)
from spineknowledge.limits import OWN, SERVED, Limits
from spineknowledge.store import Answer, Origin

HEAD = struct.Struct(">cI")
ANSWER, ERROR, READY = b"=", b"!", b"."
VALUES = "values"
_STARTS = 3
_CHUNK = 1 << 20
_AT_ONCE = 512  # what POSIX lets any pipe take without waiting, once it can be written
_LONGEST = 24 * 3600.0
_COMMAND = [sys.executable, "-P", "-m", "spineknowledge.worker"]  # -P: nothing from the working directory


def answer_bounded(origin: Origin, query: str, timeout: float, limits: Limits = OWN) -> Answer:
    """Return the answer to a query with its kind; past ``timeout`` seconds raise ``QueryTimeoutError``."""
    if not 0 < timeout <= _LONGEST:
        raise QueryError(f"the timeout must be more than 0 and at most {_LONGEST:g} seconds")
    until = time.monotonic() + timeout
    with Worker(origin, limits, parser=needs_parsing(query, limits)) as worker:
        try:
            worker.wait_until_ready(timeout)
            return as_answer(worker.ask(query, VALUES, until - time.monotonic()))
        except QueryTimeoutError:
            raise QueryTimeoutError(timeout) from None


def as_answer(sent: bytes) -> Answer:
    """Return the kind and the values that a worker sent for the form :data:`VALUES`."""
    return cast(Answer, pickle.loads(sent))


class Worker:
    """One process that answers queries; not to be used by two threads at once."""

    def __init__(self, origin: Origin, limits: Limits, *, parser: bool = True) -> None:
        """Start a process that loads ``origin``; without ``parser`` it can admit only plain queries."""
        self._process = subprocess.Popen(
            _COMMAND,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._task = pickle.dumps((origin, limits, parser))

    def __enter__(self) -> Self:
        """Return the worker."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return not self._input.closed and self._process.poll() is None

    def wait_until_ready(self, seconds: float) -> None:
        """Send what to load and wait until it is loaded; data that cannot be loaded raises ``DataError``."""
        try:
            self._exchange(self._task, seconds)
        except QueryTimeoutError:
            raise
        except BrokenPipeError:
            raise DataError("a worker could not load the data: its process ended at once") from None
        except QueryError as error:
            raise DataError(f"a worker could not load the data: {error}") from None

    def ask(self, query: str, form: str, seconds: float) -> bytes:
        """Return the whole answer in a form; past ``seconds`` the process is ended.

        A process that had ended before it was asked raises ``BrokenPipeError``.
        """
        if self._input.closed:
            raise BrokenPipeError
        return self._exchange(json.dumps((query, form)).encode(), seconds)

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with contextlib.suppress(OSError):
                pipe.close()

    @property
    def _input(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdin)

    @property
    def _output(self) -> IO[bytes]:
        return cast("IO[bytes]", self._process.stdout)

    def _exchange(self, sent: bytes, seconds: float) -> bytes:
        """Send to the process and return what it says; one that reads or answers too late or breaks is ended."""
        until = time.monotonic() + seconds
        try:
            self._write(HEAD.pack(ANSWER, len(sent)) + sent, until)
            kind, length = HEAD.unpack(self._read(HEAD.size, until))
            body = self._read(length, until)
        except TimeoutError:
            self.close()
            raise QueryTimeoutError(seconds) from None
        except EOFError:
            self.close()
            raise _broken() from None
        if kind == ERROR:
            raise _error(*json.loads(body))
        return body

    def _write(self, sent: bytes, until: float) -> None:
        rest = memoryview(sent)
        while rest:
            if not _is_ready(self._input, "POLLOUT", until - time.monotonic()):
                raise TimeoutError
            rest = rest[os.write(self._input.fileno(), rest[:_AT_ONCE]) :]

    def _read(self, size: int, until: float) -> bytes:
        parts = []
        while size:
            if not _is_ready(self._output, "POLLIN", until - time.monotonic()):
                raise TimeoutError
            parts.append(os.read(self._output.fileno(), min(size, _CHUNK)))
            size -= len(parts[-1])
            if not parts[-1]:
                raise EOFError
        return b"".join(parts)


class Pool:
    """Some workers and a queue before them: one mechanism for HTTP, assistants and tests.

    ``origin`` is where the workers find the data. Workers start at once and are replaced when they end.
    """

    def __init__(self, origin: Origin, limits: Limits = SERVED) -> None:
        self.limits = limits
        self.replaced = 0
        self._origin = origin
        self._waiting: SimpleQueue[tuple[Future[bytes], str, str] | None] = SimpleQueue()
        self._pending = 0
        self._closed = False
        self._lock = threading.Lock()
        self._workers: dict[int, Worker] = {}
        self._started: list[Future[None]] = [Future() for _ in range(limits.workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(number,), name=f"sparql-{number}", daemon=True)
            for number in range(limits.workers)
        ]
        for thread in self._threads:
            thread.start()

    def wait_until_ready(self) -> None:
        """Wait until every worker has loaded the data; raises ``DataError`` where one cannot."""
        for started in self._started:
            started.result()

    def submit(self, query: str, form: str = VALUES) -> Future[bytes]:
        """Queue a query; a query of a bad shape, or one too many, raises at once.

        ``form`` is ``values`` for :func:`as_answer`, or a format of :mod:`spineknowledge.worker`.
        """
        check_shape(query, self.limits)
        with self._lock:
            if self._closed or self._pending >= self.limits.workers + self.limits.queue:
                raise BusyError
            self._pending += 1
        future: Future[bytes] = Future()
        future.add_done_callback(self._settled)
        self._waiting.put((future, query, form))
        return future

    def answer(self, query: str) -> Answer:
        """Return the answer to a query with its kind, as :meth:`KnowledgeBase.query` does."""
        return as_answer(self.submit(query).result())

    def pids(self) -> tuple[int, ...]:
        """Return the numbers of the worker processes that run."""
        return tuple(worker.pid for worker in list(self._workers.values()) if worker.alive)

    @property
    def pending(self) -> int:
        """How many queries run or wait."""
        return self._pending

    def close(self) -> None:
        """Let the queries that run or wait end, then end the workers; new queries find no worker."""
        with self._lock:
            closed, self._closed = self._closed, True
        if not closed:
            for _ in self._threads:
                self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _settled(self, _: Future[bytes]) -> None:
        with self._lock:
            self._pending -= 1

    def _serve(self, number: int) -> None:
        """Answer queries with one worker; a thread keeps its worker, which the system ends when the thread ends."""
        self._start(number)
        while (task := self._waiting.get()) is not None:
            future, query, form = task
            if future.set_running_or_notify_cancel():
                self._run(number, future, query, form)
        if number in self._workers:
            self._workers[number].close()

    def _run(self, number: int, future: Future[bytes], query: str, form: str) -> None:
        try:
            future.set_result(self._ask(number, query, form))
        except Exception as error:
            future.set_exception(error)
        if number in self._workers and not self._workers[number].alive:
            self._start(number)

    def _ask(self, number: int, query: str, form: str) -> bytes:
        """Ask a worker; one that ended before it was asked is replaced first."""
        for _ in range(_STARTS):
            with contextlib.suppress(BrokenPipeError, KeyError):
                return self._workers[number].ask(query, form, self.limits.seconds)
            self._start(number)
        raise BusyError

    def _start(self, number: int) -> None:
        """Start a worker, or start it again; one that cannot be started leaves its queries without an answer."""
        if number in self._workers:
            self._workers.pop(number).close()
            self.replaced += 1
        try:
            self._workers[number] = Worker(self._origin, self.limits)
            self._workers[number].wait_until_ready(self.limits.start_seconds)
        except (QueryError, OSError) as error:
            self._report(number, DataError(f"a worker did not start, or did not load the data in time: {error}"))
        except DataError as error:
            self._report(number, error)
        else:
            self._report(number, None)

    def _report(self, number: int, error: DataError | None) -> None:
        started = self._started[number]
        if not started.done():
            started.set_exception(error) if error else started.set_result(None)


def _is_ready(pipe: IO[bytes], event: str, seconds: float) -> bool:
    """Wait until a pipe can be read or written; where a system cannot wait for a pipe, there is no deadline."""
    if not hasattr(select, "poll"):
        return True
    poll = select.poll()
    poll.register(pipe, getattr(select, event))
    return seconds > 0 and bool(poll.poll(seconds * 1000))


def _error(kind: str, message: str, subject: str) -> QueryError:
    """Make the error again that a worker told of."""
    if kind == "QueryLimitError":
        return QueryLimitError(subject, message)
    if kind == "QueryRefusedError":
        return QueryRefusedError(subject)
    return AnswerFormError(message) if kind == "AnswerFormError" else QueryError(message)


def _broken() -> Any:
    return QueryLimitError(
        "memory_bytes", "the query broke the process that ran it; it may be too complex or need too much memory"
    )
