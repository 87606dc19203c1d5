"""Running one query in a process of its own, which is ended at a deadline and dies with its parent."""

from __future__ import annotations

import ctypes
import pickle
import signal
import subprocess
import sys
from typing import Any, cast

from spineknowledge.errors import QueryError, QueryTimeoutError
from spineknowledge.store import Answer, Origin, OxigraphStore

_LONGEST = 24 * 3600.0


def answer_bounded(origin: Origin, query: str, timeout: float) -> Answer:
    """Return the answer to a query with its kind; past ``timeout`` seconds raise ``QueryTimeoutError``."""
    if not 0 < timeout <= _LONGEST:
        raise QueryError(f"the timeout must be more than 0 and at most {_LONGEST:g} seconds")
    command = [sys.executable, "-P", "-m", "spineknowledge.bounded"]  # -P: nothing from the working directory
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as worker:
        try:
            output, _ = worker.communicate(pickle.dumps((origin, query)), timeout)
        except subprocess.TimeoutExpired:
            raise QueryTimeoutError(timeout) from None
        finally:
            worker.kill()
    if worker.returncode:
        raise QueryError("the query broke the process that ran it; it may be too complex or need too much memory")
    succeeded, answer = pickle.loads(output)
    if not succeeded:
        raise QueryError(answer)
    return cast(Answer, answer)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def main() -> None:
    """Answer the one query on standard input; this is what the process of its own runs."""
    _die_with_parent()
    origin, query = pickle.load(sys.stdin.buffer)
    try:
        answer: tuple[bool, Any] = (True, OxigraphStore.from_origin(origin).answer(query))
    except QueryError as error:
        answer = (False, str(error))
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
