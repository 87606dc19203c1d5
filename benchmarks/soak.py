"""Good and hostile requests for some minutes, on loopback; prints memory and processes, and fails if they grow.

``python -m benchmarks.soak --minutes 10``. It starts the service itself, asks with four clients, and stops.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

GOOD = [
    "/compare?ids=kyphoplasty,vertebroplasty",
    "/compare?ids=kiva,kyphoplasty&lang=es",
    "/options/kyphoplasty",
    "/findings",
    "/option/vertebroplasty",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fo%20%7D%20LIMIT%20100",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%209000",
    "/healthz",
    "/metrics",
]
HOSTILE = [
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "SELECT * { ?s ?p ?o }",
    "SELECT * " + "{" * 500,
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s a" + "/a" * 3000 + " ?o }",
    "SELECT * { FILTER(" + "-1" * 7000 + ") }",
    "nonsense",
]
EXPECTED = {200, 400, 403, 404, 413, 422, 503}


def main() -> None:
    """Run the soak and print its figures as JSON lines; exit code 1 where something grew or went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long, 60 at most")
    parser.add_argument("--pause", type=float, default=0.002, help="seconds between two requests of a client")
    arguments = parser.parse_args()
    command = [str(Path(sys.executable).with_name("spineknowledge")), "serve", "--port", "0", "--quiet"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        url = re.search(r"Serving at (\S+)/", process.stderr.readline())[1]  # type: ignore[index]
        try:
            samples, statuses = soak(process.pid, url, min(arguments.minutes, 60) * 60, arguments.pause)
        finally:
            process.terminate()
    sys.exit(judge(samples, statuses))


def soak(pid: int, url: str, seconds: float, pause: float) -> tuple[list[dict[str, float]], Counter[int]]:
    """Ask until the time is up, and return what was measured ten times a run and how often which status came."""
    statuses: Counter[int] = Counter()
    samples: list[dict[str, float]] = []
    until = time.monotonic() + seconds
    clients = [threading.Thread(target=ask, args=(url, until, pause, statuses, seed)) for seed in range(4)]
    for client in clients:
        client.start()
    start = time.monotonic()
    while time.monotonic() < until:
        time.sleep(seconds / 20)
        samples.append({"second": round(time.monotonic() - start), **measured(pid)})
        print(json.dumps({**samples[-1], "requests": statuses.total()}), flush=True)
    for client in clients:
        client.join()
    return samples, statuses


def ask(url: str, until: float, pause: float, statuses: Counter[int], seed: int) -> None:
    """Ask good questions, and one in fifty that is hostile or of a name that nobody has."""
    choice = random.Random(seed)
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        while time.monotonic() < until:
            draw = choice.random()
            if draw < 0.02:
                response = client.post("/sparql", data={"query": choice.choice(HOSTILE)})
            elif draw < 0.06:
                response = client.get(f"/options/nobody-{choice.randrange(10**9)}")
            else:
                response = client.get(choice.choice(GOOD))
            statuses[response.status_code] += 1
            time.sleep(pause)


def measured(pid: int) -> dict[str, float]:
    """Return the memory of the service and of its workers in MiB, and how many files and processes there are."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    workers = [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == pid]
    return {
        "service_mib": _memory(pid),
        "workers_mib": round(sum(map(_memory, workers)), 1),
        "workers": len(workers),
        "files": len(list(Path(f"/proc/{pid}/fd").iterdir())) if children.exists() else 0,
    }


def judge(samples: list[dict[str, float]], statuses: Counter[int]) -> int:
    """Compare the last quarter with the second; print the verdict and return the exit code."""
    quarter = max(len(samples) // 4, 1)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    grown = _mean(late, "service_mib") / _mean(early, "service_mib")
    problems = [status for status in statuses if status not in EXPECTED]
    most = max(sample["workers"] for sample in samples)
    fine = grown < 1.1 and most <= 3 and not problems
    verdict = {"statuses": dict(sorted(statuses.items())), "memory_late_over_early": round(grown, 3), "fine": fine}
    print(json.dumps(verdict))
    return 0 if fine else 1


def _mean(samples: list[dict[str, float]], name: str) -> float:
    return sum(sample[name] for sample in samples) / len(samples)


def _memory(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return round(pages * 4096 / 2**20, 1)


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text(encoding="utf-8").rpartition(") ")[2].split()[1])
    except OSError:
        return 0


if __name__ == "__main__":
    main()
