"""Workers that are killed as hard as can be, one after the other, and replaced, until everything is done."""

import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess

from drills.outbox import worker
from drills.outbox.scene import Scene
from drills.processes import PROCESSES

STOPS_WITHIN = 20


@dataclass
class Crew:
    """The worker processes of one scene."""

    scene: Scene
    fault: str
    seed: int
    kills: dict[int, float] = field(default_factory=dict)
    alive: list[BaseProcess] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def work(self, finished: Callable[[], bool], limit_s: float) -> bool:
        """Work, with a kill every so often, until it is finished. False when the time was not enough, or one misbehaved.

        Nobody is killed before the first sign of work: a process that only starts up holds nothing.
        """
        size, ends = self.scene.size, time.monotonic() + limit_s
        self.alive = [self._start() for _ in range(size.workers)]
        next_kill, most = None, 0 if self.fault == "nobody is killed" else size.most_kills
        while not (over := finished()) and time.monotonic() < ends:
            if next_kill is None and self.scene.lines.stat().st_size:
                next_kill = time.monotonic() + size.kill_every_s
            if next_kill is not None and time.monotonic() >= next_kill and len(self.kills) < most:
                next_kill += size.kill_every_s
                self._kill_one()
            time.sleep(0.1)
        return self._dismiss() and over

    def _start(self) -> BaseProcess:
        size = self.scene.size
        words = (self.scene.folder, self.scene.settings, size.work_s, 2 * size.lease_s, self.fault)
        process = PROCESSES.Process(target=worker.main, args=words)
        process.start()
        return process

    def _kill_one(self) -> None:
        working = {line.split()[1] for line in self.scene.lines.read_text().splitlines()}
        at_work = [process for process in self.alive if str(process.pid) in working]
        if not at_work:
            return
        victim = self.random.choice(at_work)
        victim.kill()
        self.kills[victim.pid] = time.time()
        victim.join()
        self.alive[self.alive.index(victim)] = self._start()

    def _dismiss(self) -> bool:
        """Ask everybody left to stop, as an operator would. True when each did so in good order."""
        for process in self.alive:
            process.terminate()
        for process in self.alive:
            process.join(STOPS_WITHIN)
            process.kill()
            process.join()
        # One that was still starting up has no way to stop yet but the signal itself.
        return all(process.exitcode in {0, -signal.SIGTERM} for process in self.alive)
