"""Numbers about the running bot, as Prometheus reads them; no text of anybody's is among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

#: Every metric, and what it counts. Names and units follow https://prometheus.io/docs/practices/naming/.
_HELP = {
    "onrecord_updates_total": "Updates that came in, each once.",
    "onrecord_updates_refused_total": "Updates that were not handled, by reason.",
    "onrecord_updates_failed_total": "Attempts at handling an update that broke the handler.",
    "onrecord_updates_put_aside_total": "Updates that were put aside.",
    "onrecord_updates_waiting": "Updates that are not answered yet.",
    "onrecord_handling_seconds": "Time from an update's arrival to the end of its handling.",
    "onrecord_calls_total": "Calls made to the Bot API, by method.",
    "onrecord_calls_given_up_total": "Calls that Telegram refused or that came too late, by method.",
    "onrecord_send_failures_total": "Calls that failed and are made again.",
    "onrecord_flood_waits_total": "Times that flood control asked to wait.",
    "onrecord_outbox_waiting": "Calls that are not made yet.",
    "onrecord_poll_failures_total": "Requests for updates that failed.",
    "onrecord_poll_stalls_total": "Requests for updates that hung and were made anew.",
    "onrecord_reloads_total": "Generations of the index that were taken over while running.",
    "onrecord_reload_failures_total": "Generations of the index that could not be opened.",
    "onrecord_index_passages": "Passages in the index that answers.",
}

#: Upper bounds of the buckets of a time, in seconds.
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters, times and gauges; belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}
        self._gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, **labels: str) -> None:
        """Count one more."""
        self._counts[name, tuple(sorted(labels.items()))] += 1

    def total(self, name: str) -> int:
        """Tell how many were counted, whatever their labels."""
        return sum(count for (counted, _), count in self._counts.items() if counted == name)

    def observe(self, name: str, seconds: float) -> None:
        """Note how long something took."""
        buckets = self._times.setdefault(name, [0] * (len(_BUCKETS) + 1))
        buckets[next((place for place, bound in enumerate(_BUCKETS) if seconds <= bound), len(_BUCKETS))] += 1
        self._sums[name] = self._sums.get(name, 0.0) + seconds

    def gauge(self, name: str, read: Callable[[], float]) -> None:
        """Say where a number that goes up and down is read."""
        self._gauges[name] = read

    def render(self) -> str:
        """Write all in Prometheus's text format.

        Source: https://prometheus.io/docs/instrumenting/exposition_formats/
        """
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterable[str]:
        for name, text in _HELP.items():
            if name in self._gauges:
                yield from _head(name, text, "gauge")
                yield f"{name} {self._gauges[name]():g}"
            elif name.endswith("_total"):
                yield from _head(name, text, "counter")
                counted = {labels: count for (of, labels), count in self._counts.items() if of == name}
                for labels, count in sorted((counted or {(): 0}).items()):
                    yield f"{name}{_labels(labels)} {count}"
            elif name in self._times:
                yield from _head(name, text, "histogram")
                yield from self._histogram(name)

    def _histogram(self, name: str) -> Iterable[str]:
        below = 0
        for bound, count in zip((*map(str, _BUCKETS), "+Inf"), self._times[name], strict=True):
            below += count
            yield f'{name}_bucket{{le="{bound}"}} {below}'
        yield f"{name}_sum {self._sums[name]:g}"
        yield f"{name}_count {below}"


def _head(name: str, text: str, kind: str) -> Iterable[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _labels(labels: Labels) -> str:
    if not labels:
        return ""
    escaped = ((name, value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")) for name, value in labels)
    return "{" + ",".join(f'{name}="{value}"' for name, value in escaped) + "}"
