"""Counting what the service does, in the text format of Prometheus."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Requests by route and status, and how long they took; routes are few, whatever is asked.

    >>> metrics = Metrics()
    >>> metrics.count("compare", 200, 0.002)
    >>> print(metrics.text({}).splitlines()[2])
    spineknowledge_requests_total{route="compare",status="200"} 1
    """

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: dict[str, list[int]] = {}
        self._sums: Counter[str] = Counter()

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests[route, status] += 1
        if route not in self._seconds:
            self._seconds[route] = [0] * (len(_BOUNDS) + 1)
        self._seconds[route][bisect_left(_BOUNDS, seconds)] += 1
        self._sums[route] += seconds  # type: ignore[assignment]

    def text(self, gauges: Mapping[str, float]) -> str:
        """Return all counts, and some values of the moment."""
        return "\n".join([*self._request_lines(), *self._time_lines(), *_gauge_lines(gauges), ""])

    def _request_lines(self) -> Iterator[str]:
        yield "# HELP spineknowledge_requests_total Requests that were answered."
        yield "# TYPE spineknowledge_requests_total counter"
        for (route, status), number in sorted(self._requests.items()):
            yield f'spineknowledge_requests_total{{route="{route}",status="{status}"}} {number}'

    def _time_lines(self) -> Iterator[str]:
        yield "# HELP spineknowledge_request_seconds How long requests took."
        yield "# TYPE spineknowledge_request_seconds histogram"
        for route, counts in sorted(self._seconds.items()):
            so_far = 0
            for bound, number in zip((*_BOUNDS, "+Inf"), counts, strict=True):
                so_far += number
                yield f'spineknowledge_request_seconds_bucket{{route="{route}",le="{bound}"}} {so_far}'
            yield f'spineknowledge_request_seconds_sum{{route="{route}"}} {self._sums[route]:.6f}'
            yield f'spineknowledge_request_seconds_count{{route="{route}"}} {so_far}'


def _gauge_lines(gauges: Mapping[str, float]) -> Iterator[str]:
    for name, value in gauges.items():
        yield f"# TYPE spineknowledge_{name} gauge"
        yield f"spineknowledge_{name} {value}"
