"""Requests a second of the service, beside an Oxigraph server."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import PACKAGED, Bench
from benchmarks.contenders import OxigraphServer, missing
from benchmarks.figures import Figure
from benchmarks.service import measured, services, targets


def requests(bench: Bench) -> Iterator[Figure]:
    """Requests a second on loopback at eight connections, by wrk; p99 is what 99 of 100 requests stay within.

    Server and wrk share the cores. The contender answers the two questions by SPARQL.
    """
    reason = "" if shutil.which("wrk") else "wrk is not installed"
    reason = reason or missing(OxigraphServer)
    if reason:
        yield Figure("requests", PACKAGED, "ours, /compare", None, note=f"not run: {reason}")
        return
    seconds = 1 if bench.limit < 5 else 5
    with tempfile.TemporaryDirectory() as name, services(Path(name)):
        for label, target in targets(Path(name)):
            said = measured(target, seconds)
            rate = re.search(r"(\d+)/s", said)
            assert rate
            note = " ".join(said.partition("/s")[2].split())
            yield Figure("requests", PACKAGED, label, float(rate[1]), "/s", note=note)
