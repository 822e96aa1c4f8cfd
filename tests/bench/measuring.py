"""Rounds of many requests, each scenario beside the bare app, and what comes of them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.asking import Answer
from bench.serving import Server

HEADER = ("scenario", "rows", "queries", "cpu_ms", "rps", "p95_ms", "ratio", "target", "verdict")
WARM = 20
SLICE = 10


@dataclass(frozen=True)
class Scenario:
    """One kind of request, new bytes each time. `row` is what stands once for each of the `rows` of its page."""

    name: str
    request: Callable[[], bytes]
    target: float | None = None
    status: int = 200
    rows: int = 0
    row: bytes = b""

    def faults(self, answer: Answer) -> list[str]:
        """What is wrong with a reply: a page that is quick because it is not the page proves nothing."""
        found = answer.body.count(self.row) if self.row else 0
        wrong = [] if answer.status == self.status else [f"{self.name}: status {answer.status}, not {self.status}"]
        return wrong if found == self.rows else [*wrong, f"{self.name}: {found} rows, not {self.rows}"]


@dataclass
class Measured:
    """What all rounds of one scenario gave: seconds of CPU a request by round, and seconds of every request."""

    cpu: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU a request, the median of the rounds."""
        return statistics.median(self.cpu) * 1000

    def ratio(self, bare: "Measured") -> float:
        """How many times the bare app's CPU, the median over rounds that ran side by side."""
        return statistics.median(ours / theirs for ours, theirs in zip(self.cpu, bare.cpu, strict=True))


def expect(server: Server, scenarios: Sequence[Scenario]) -> dict[str, int | None]:
    """Ask each once, and see that the reply is what it should be. Gives statements a request, by scenario.

    Raises AssertionError naming every fault.
    """
    answers = {one.name: server.asker.ask(one.request()) for one in scenarios}
    faults = [fault for one in scenarios for fault in one.faults(answers[one.name])]
    if faults:
        raise AssertionError("; ".join(faults))
    return {name: answer.statements for name, answer in answers.items()}


def measure(pairs: Sequence[tuple[Server, Scenario]], *, rounds: int, requests: int, seed: int) -> dict[str, Measured]:
    """Every scenario in every round, in slices of a few requests, in an order that the seed shuffles for each slice.

    A machine of two cores among others is twice as fast in one second as in the next: in slices, that falls on all.
    """
    found = {scenario.name: Measured() for _server, scenario in pairs}
    order, chance = list(pairs), Random(seed)
    for server, scenario in order:
        _ask(server, scenario, min(WARM, requests))
    size = min(SLICE, requests)
    slices = requests // size
    for _round in range(rounds):
        for got in found.values():
            got.cpu.append(0)
        for _slice in range(slices):
            chance.shuffle(order)
            for server, scenario in order:
                before = server.cpu()
                found[scenario.name].seconds += _ask(server, scenario, size)
                found[scenario.name].cpu[-1] += (server.cpu() - before) / (slices * size)
    return found


def _ask(server: Server, scenario: Scenario, times: int) -> list[float]:
    answers = [server.asker.ask(scenario.request()) for _time in range(times)]
    wrong = sum(answer.status != scenario.status for answer in answers)
    if wrong:
        raise AssertionError(f"{scenario.name}: {wrong} of {times} replies were not {scenario.status}")
    return [answer.seconds for answer in answers]


def line(scenario: Scenario, queries: int | None, got: Measured, bare: Measured) -> tuple[object, ...]:
    """A scenario's line of the report."""
    ratio, target = got.ratio(bare), scenario.target
    p95 = statistics.quantiles(got.seconds, n=20)[-1] * 1000
    return (
        scenario.name,
        scenario.rows,
        "" if queries is None else queries,
        f"{got.cpu_ms:.2f}",
        f"{1 / statistics.fmean(got.seconds):.0f}",
        f"{p95:.1f}",
        f"{ratio:.2f}",
        "" if target is None else target,
        verdict(ratio, target),
    )


def verdict(value: float, target: float | None) -> str:
    """pass, fail, or info where there is no target."""
    if target is None:
        return "info"
    return "pass" if value <= target else "fail"
