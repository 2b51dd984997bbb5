"""What this process counts and times for Prometheus; no label is an id, so the series stay few.

Several processes behind one port share their numbers through files (`serve` sets PROMETHEUS_MULTIPROC_DIR for
them), so that whichever is asked answers for all.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bot.recogniser import Result
from bot.taken import Taken
from bot.verdict import Channel, Outcome
from bot.wechat.errors import CLASSES, NETWORK

SHARED = "PROMETHEUS_MULTIPROC_DIR"
# An answer is due to WeChat within 4.5 s; most take milliseconds.
WAITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 4.5, 5.0)
TURNS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
HEARINGS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
CONFIDENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
CGI = "/cgi-bin/"
Together = Literal["livesum", "livemax", "livemostrecent"]


class Meters:
    """The counters, histograms and gauges of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = self._count("yizhan_answers", "Answers by page and status", "path", "status")
        self._waits = self._spread("yizhan_answer_seconds", "Time to answer", WAITS, "path")
        self._turns = self._count("yizhan_turns", "Turns by intent and outcome", "intent", "outcome")
        what = "Time of a turn itself, without queue and commit"
        self._turn_seconds = self._spread("yizhan_turn_seconds", what, TURNS)
        what = "How sure the understanding was of what was said"
        self._confidence = self._spread("yizhan_understanding_confidence", what, CONFIDENCES)
        self._pushes = self._count("yizhan_pushes", "Pushes, by channel and state", "channel", "state")
        self._errors = self._count("yizhan_wechat_errors", "WeChat's errors by API and code", "api", "code")
        self._tokens = self._count("yizhan_token_refreshes", "Access tokens asked for, by result", "result")
        self._jobs = self._count("yizhan_job_runs", "Runs of scheduled jobs by result", "job", "result")
        self._heard = self._spread(
            "yizhan_recognition_seconds", "Time of the recogniser, by result", HEARINGS, "result"
        )
        self._queue = self._level("yizhan_writer_queue", "Deliveries that wait for the writer", "livesum")
        what = "Ways of pushing that are stopped, by channel"
        self._circuits = self._level("yizhan_circuits_open", what, "livemax", "channel")
        what = "Calls of an API that WeChat still allows today"
        self._quota_left = self._level("yizhan_quota_left", what, "livemostrecent", "api")
        what = "Calls of an API that WeChat allows a day"
        self._quota = self._level("yizhan_quota_limit", what, "livemostrecent", "api")
        for channel in Channel:
            self._circuits.labels(channel.value).set(0)
        for result in Result:
            self._heard.labels(result.value)
        ProcessCollector(registry=self.registry)

    def _count(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self.registry)

    def _spread(self, name: str, what: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(name, what, labels, buckets=buckets, registry=self.registry)

    def _level(self, name: str, what: str, together: Together, *labels: str) -> Gauge:
        """Make a gauge; `together` says how the processes behind one port are taken together."""
        return Gauge(name, what, labels, registry=self.registry, multiprocess_mode=together)

    def text(self, beside: Iterable[Collector]) -> bytes:
        """Return everything in Prometheus' text form, `beside` included."""
        registry = CollectorRegistry()
        if os.environ.get(SHARED):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it bare
            ProcessCollector(registry=registry)
        else:
            registry.register(self.registry)
        for each in beside:
            registry.register(each)
        return generate_latest(registry)

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Note an answer; `path` is the route's pattern, never the address."""
        self._answers.labels(path, str(status)).inc()
        self._waits.labels(path).observe(seconds)

    def taken(self, turns: Sequence[Taken]) -> None:
        """Note turns that were committed."""
        for turn in turns:
            self._turns.labels(turn.intent or "none", turn.end.value).inc()
            self._turn_seconds.observe(turn.seconds)
            if turn.confidence is not None:
                self._confidence.observe(turn.confidence)

    def heard(self, result: str, seconds: float) -> None:
        """Note a try to turn a recording into words (bot.listen); its count is that of its seconds."""
        self._heard.labels(result).observe(seconds)

    def queued(self, waiting: int) -> None:
        """Note how many deliveries wait for the writer."""
        self._queue.set(waiting)

    def pushed(self, outcome: Outcome) -> None:
        """Note how a push ended."""
        channel = outcome.channel.value if outcome.channel else "none"
        self._pushes.labels(channel, outcome.state.value).inc()

    def failed(self, path: str, code: int) -> None:
        """Note an error of WeChat's (bot.wechat.watch)."""
        api = path.removeprefix(CGI) if path.startswith(CGI) else "file"
        self._errors.labels(api, word_of(code)).inc()

    def renewed(self, *, well: bool) -> None:
        """Note that a token was asked for (bot.wechat.watch)."""
        self._tokens.labels("granted" if well else "refused").inc()

    def circuits(self, names: frozenset[str]) -> None:
        """Note which circuits are open: how many of each channel."""
        for channel in Channel:
            count = sum(name.partition(" ")[0] == channel.value for name in names)
            self._circuits.labels(channel.value).set(count)

    def job_ran(self, job: str, result: str) -> None:
        """Note a run of a job."""
        self._jobs.labels(job, result).inc()

    def quota(self, path: str, left: int, limit: int) -> None:
        """Note what WeChat says of an API's quota today."""
        api = path.removeprefix(CGI)
        self._quota_left.labels(api).set(left)
        self._quota.labels(api).set(limit)


def word_of(code: int) -> str:
    """Return an error code as a label: by its number where the table knows it, lest there be ever more."""
    if code == NETWORK:
        return "no answer"
    return str(code) if code in CLASSES else "other"
