"""What is measured: each task yields figures, and its docstring says what they include."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.tasks import comparing, exporting, listing, serving, storing, validating

Task = Callable[[Bench], Iterator[Figure]]

TASKS: dict[str, Task] = {
    "cold": storing.cold,
    "load": storing.load,
    "compare": comparing.compare,
    "same-rows": comparing.same_rows,
    "again": comparing.again,
    "disk": comparing.on_disk,
    "steps": listing.steps,
    "lower": listing.lower,
    "conflicts": listing.conflicts,
    "indirect": listing.indirect,
    "validate": validating.validate,
    "jsonld": exporting.jsonld,
    "build": storing.build,
    "open": storing.opening,
    "requests": serving.requests,
}
