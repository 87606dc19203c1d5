"""What is measured and how: figures, medians of actions that take turns, processes of their own, memory."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from benchmarks.bench import Bench

Action = Callable[[], object]
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Compiled modules may be kept, as they are for any installed program."""

UNITS = {"s": 1.0, "ms": 1e3, "µs": 1e6}


class Figure(NamedTuple):
    """One measured value, or why there is none; ``ratio`` says how many times as long as ours it took."""

    task: str
    size: str
    name: str
    value: float | None
    unit: str = "ms"
    ratio: float | None = None
    note: str = ""


class After(NamedTuple):
    """An action on what is set up anew, untimed, before each turn."""

    setup: Callable[[], Any]
    action: Callable[[Any], object]

    def timed(self) -> float:
        """Return the seconds that the action takes."""
        ready = self.setup()
        return timed(lambda: self.action(ready))


class TooSlowError(Exception):
    """An action did not end in time."""


def timed(action: Action) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def medians(actions: Mapping[str, Action | After], bench: Bench) -> dict[str, float]:
    """Return the median seconds of actions that take turns.

    Each has one turn that does not count. One that has taken the limit of the run together has no more turns.
    """
    found: dict[str, list[float]] = {name: [] for name in actions}
    for turn in range(bench.repetitions + 1):
        for name, action in actions.items():
            if sum(found[name]) < bench.limit:
                seconds = action.timed() if isinstance(action, After) else timed(action)
                if turn or seconds > bench.limit / 2:
                    found[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def figures(task: str, size: str, seconds: Mapping[str, float], unit: str = "ms", ours: str = "") -> Iterator[Figure]:
    """Yield a figure for each of the measured seconds, held against the one that is ours, the first if not named."""
    base = seconds[ours or next(iter(seconds))]
    for name, value in seconds.items():
        yield Figure(task, size, name, value * UNITS[unit], unit, value / base)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise ``TooSlowError`` in an action that takes longer; only Python code can be interrupted."""

    def stop(*_: object) -> None:
        raise TooSlowError(f"no answer within {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(command: list[str]) -> None:
    """Run a command and throw away what it prints."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_ENVIRONMENT)


def once(*arguments: str | Path) -> list[str]:
    """Return the command that does one thing of :mod:`benchmarks.once` in a process of its own."""
    return [sys.executable, "-m", "benchmarks.once", *map(str, arguments)]


def told(command: list[str]) -> dict[str, Any]:
    """Return what a command of :mod:`benchmarks.once` measured."""
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=_ENVIRONMENT).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def memory(process: str = "self") -> float:
    """Return the resident memory of a process in MiB."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20
