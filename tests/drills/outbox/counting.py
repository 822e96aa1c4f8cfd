"""What came of it: from the workers' own lines, the database, and what arrived outside."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from drills.outbox.scene import EFFECTS, Scene, key_of

from lms.core.access import Mode
from lms.jobs.models import Job, JobState


@dataclass(frozen=True)
class Trace:
    """Somebody began, finished, was too late, or was recognised outside."""

    at: float
    pid: int
    word: str
    key: str


@dataclass(frozen=True)
class Count:
    """The figures of one run."""

    in_flight: int
    acknowledged: int
    committed_unacknowledged: int
    lost: int
    duplicated: int
    ready_s: float
    stopped: int
    fenced: int
    recognised: int


def waiting(scene: Scene) -> int:
    """How many jobs are not done yet; rounds never are."""
    waits = (Job.state == JobState.WAITING, ~Job.key.startswith("round:"))
    with scene.runtime.database.unit_of_work(Mode.READ) as session:
        return session.scalar(sa.select(sa.func.count()).where(*waits)) or 0


def count(scene: Scene, kills: dict[int, float]) -> Count:
    """Compare what was to happen with what did."""
    with scene.runtime.database.unit_of_work(Mode.READ) as session:
        jobs = session.execute(sa.select(Job.id, Job.key, Job.state)).all()
        effects = Counter(session.scalars(sa.select(EFFECTS.c.key)))
    traces = _traces(scene, {str(job_id): key for job_id, key, _state in jobs})
    done = {key for _id, key, state in jobs if state is JobState.DONE}
    outside = {path.name for path in scene.outside.iterdir()}
    wanted = {key_of(n) for n in range(scene.size.rows)}
    acknowledged = {trace.key for trace in traces if trace.word == "done"} & wanted  # what comes round is none of them
    waits = _held_when_killed(traces, kills)
    return Count(
        in_flight=len(waits),
        acknowledged=len(acknowledged),
        committed_unacknowledged=len(done - acknowledged),
        lost=len(wanted - (done & outside & effects.keys())),
        duplicated=sum(1 for times in effects.values() if times > 1),
        ready_s=round(max(waits, default=0.0), 1),
        stopped=sum(state is JobState.DEAD for _id, _key, state in jobs),
        fenced=sum(trace.word == "fenced" for trace in traces),
        recognised=sum(trace.word == "recognised" for trace in traces),
    )


def _traces(scene: Scene, keys: dict[str, str]) -> list[Trace]:
    found = []
    for line in scene.lines.read_text().splitlines():
        at, pid, word, about = line.split()
        found.append(Trace(float(at), int(pid), word, keys.get(about, about)))
    return found


def _held_when_killed(traces: list[Trace], kills: dict[int, float]) -> list[float]:
    """For each worker killed in the middle of a job: the seconds until somebody else took that job up, 0 if done."""
    of_worker: dict[int, list[Trace]] = defaultdict(list)
    for trace in traces:
        of_worker[trace.pid].append(trace)
    waits = []
    for pid, killed in kills.items():
        last = of_worker[pid][-1]
        if last.word in {"began", "recognised"}:
            again = [t.at for t in traces if t.key == last.key and t.word == "began" and t.at > killed and t.pid != pid]
            waits.append(min(again, default=killed) - killed)
    return waits
