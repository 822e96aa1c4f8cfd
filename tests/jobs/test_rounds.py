"""Work that comes round begins when the database can be reached, however long after the worker that is."""

import logging

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from lms.jobs import rounds
from lms.jobs.models import Job
from lms.testing import House


def test_a_worker_that_starts_before_the_database_waits_for_it(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [OperationalError("", {}, Exception("down")), OperationalError("", {}, Exception("still down"))]
    begin = rounds.begin

    def down(runtime: object) -> None:
        if failures:
            raise failures.pop()
        begin(house.runtime)

    monkeypatch.setattr(rounds, "begin", down)
    monkeypatch.setattr(rounds.time, "sleep", lambda _pause: None)
    with caplog.at_level(logging.ERROR), house.app.app_context():
        rounds.begin_when_reachable(house.runtime, lambda: True)
    assert caplog.text.count("trying again") == 2
    with house.unit() as session:
        assert sorted(session.scalars(sa.select(Job.key))) == [
            "round:audit.seal",
            "round:privacy.close-files",
            "round:retention.run",
        ]
    rounds.begin_when_reachable(house.runtime, lambda: False)  # told to stop meanwhile, it does
