"""Whatever is done to the trail after sealing is found."""

import pytest
from audit.tampering import KINDS, tamper
from audit.trail import examined, seal_twice, unguarded

from lms.audit import chain, sealing
from lms.testing import House

TIMES = 300


def test_every_tampering_is_found(sealed: House) -> None:
    unguarded(sealed)
    tally = tamper(sealed, TIMES, seed=6)
    assert tally.missed == []
    assert dict.fromkeys(KINDS, TIMES // 6) == tally.tried
    assert len(tally.ways) == sum(map(len, KINDS.values())) == 20
    report = examined(sealed)
    assert (report.ok, report.sealed, report.tail.count, report.heads) == (True, 12, 0, 2), "untouched"


def test_a_verifier_that_skips_the_hash_before_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: sealer and verifier that judge each row by itself. Whoever seals a row anew goes unnoticed."""
    honest = chain.seal_of

    def alone(_previous: str, **facts: object) -> str:
        return honest(chain.ORIGIN.hash, **facts)  # type: ignore[arg-type]

    for module in (chain, sealing):
        monkeypatch.setattr(module, "seal_of", alone)
    seal_twice(house)
    unguarded(house)
    tally = tamper(house, 72, seed=6)
    missed = {line.split(": ")[1] for line in tally.missed}
    assert missed == {"edit_and_seal_that_row_anew", "edit_and_seal_all_anew", "reorder_and_seal_anew"}


def test_a_verifier_without_heads_is_noticed(sealed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: nobody looks at what was kept outside the database."""
    monkeypatch.setattr("lms.audit.verifying.heads.read", lambda _file: iter(()))
    unguarded(sealed)
    missed = {line.split(": ")[1] for line in tamper(sealed, 114, seed=6).missed}
    of_the_last = {"delete_a_seal", "delete_both", "edit_and_seal_that_row_anew"}  # missed where it is the last one
    assert missed - of_the_last == {
        "edit_and_seal_all_anew",
        "delete_and_close_the_gap",
        "reorder_and_seal_anew",
        "insert_at_the_end",
        "insert_in_the_middle",
        "insert_without_a_seal",
        "truncate_all",
        "truncate_seals",
        "clone_an_event",
        "clone_and_seal",
    }
