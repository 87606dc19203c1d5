"""Requests a second beside an Oxigraph server that answers the same question, in one run, by wrk on loopback.

``python -m benchmarks.service``. It needs wrk (Debian) and oxigraph (PyPI), starts both services, and ends them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from spineknowledge import KnowledgeBase
from spineknowledge.catalog import Query

PROGRAMS = Path(sys.executable).parent
OURS, THEIRS = "http://127.0.0.1:8731", "http://127.0.0.1:8732"
COMPARE = f"{OURS}/compare?ids=kyphoplasty,vertebroplasty"
QUESTIONS = ("how-do-two-options-compare", "steps-of-a-procedure")


def main() -> None:
    """Print requests a second, and how long half and 99 of 100 requests took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="how long each measurement takes, 30 at most")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing; apt-get install wrk")
    with tempfile.TemporaryDirectory() as name, services(Path(name)):
        for _ in range(arguments.rounds):
            for label, target in targets(Path(name)):
                print(f"{label:<60} {measured(target, min(arguments.seconds, 30))}", flush=True)


@contextmanager
def services(folder: Path) -> Iterator[None]:
    """Run both services."""
    data = folder / "data.nt"
    data.write_text(KnowledgeBase.load().ntriples(), encoding="utf-8")
    store, oxigraph = str(folder / "store"), str(PROGRAMS / "oxigraph")
    subprocess.run([oxigraph, "load", "--location", store, "--file", str(data)], check=True, capture_output=True)
    subprocess.run([oxigraph, "optimize", "--location", store], check=True, capture_output=True)
    commands = [
        [str(PROGRAMS / "spineknowledge"), "serve", "--quiet", "--port", OURS.rpartition(":")[2]],
        [oxigraph, "serve-read-only", "--location", store, "--bind", THEIRS.removeprefix("http://")],
    ]
    running = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for command in commands]
    try:
        time.sleep(2)
        with urlopen(COMPARE) as response:
            assert response.status == 200
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait()


def targets(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield what is measured: a label, and what wrk is told."""
    yield "ours, /compare", [COMPARE]
    yield "ours, /compare, compressed", ["-H", "Accept-Encoding: gzip", COMPARE]
    for question in QUESTIONS:
        script = folder / f"{question}.lua"
        script.write_text(
            'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/sparql-query"\n'
            'wrk.headers["Accept"] = "application/sparql-results+json"\n'
            f"wrk.body = [==[\n{Query.load(question).text}]==]\n",
            encoding="utf-8",
        )
        yield f"ours, /sparql, {question}", ["-s", str(script), f"{OURS}/sparql"]
        yield f"oxigraph serve-read-only, {question}", ["-s", str(script), f"{THEIRS}/query"]


def measured(target: list[str], seconds: int) -> str:
    """Return the figures of one measurement at eight connections."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}", "--latency", *target]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, half, most = (
        re.search(pattern, said)[1]  # type: ignore[index]
        for pattern in (r"Requests/sec: +(\S+)", r"50% +(\S+)", r"99% +(\S+)")
    )
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return f"{float(rate):>9.0f}/s   p50 {half:>9}   p99 {most:>9}{f'   {wrong[1]} wrong' if wrong else ''}"


if __name__ == "__main__":
    main()
