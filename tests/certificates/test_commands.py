"""The commands: the same permissions as the pages, and exit codes that can be relied on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from click.testing import CliRunner, Result

import certificates
from certificates.commands import COMMANDS
from certificates.models import AwardRuleVersion, CertificateState, RuleState

OURS = Path(certificates.__file__).parent / "content" / "foundations-award.yaml"
Run = Callable[..., Result]


@pytest.fixture
def run(world: Any) -> Run:
    named = {command.name: command for command in COMMANDS}
    return lambda name, *arguments: CliRunner().invoke(named[name], list(arguments), obj=world.house.app)


def issue(
    run: Run, by: str = "lead@test.example", whom: str = "trainee@test.example", slug: str = "foundations-award"
) -> Result:
    return run("certificate", "issue", slug, "--person", whom, "--as", by, "--json")


def test_a_lead_issues_verifies_and_revokes(world: Any, run: Run) -> None:
    done = issue(run)
    assert done.exit_code == 0
    made = json.loads(done.stdout)
    assert made["serial"].startswith("PL-") and made["person"] == str(world.trainee)
    assert run("certificate", "verify", made["code"]).exit_code == 1
    with world.house.unit() as session:
        session.execute(sa.text("UPDATE lms_certificate SET public = true"))
    seen = run("certificate", "verify", made["code"].upper(), "--json")
    assert seen.exit_code == 0 and json.loads(seen.stdout)["state"] == "valid"
    assert "Valid: Siân Ŵyn Prydderch" in run("certificate", "verify", made["code"]).stdout
    words = ("--why", "Wrong person", "--words", "Issued in error.")
    assert run("certificate", "revoke", made["serial"], *words, "--as", "other@test.example").exit_code == 1
    assert run("certificate", "revoke", made["serial"], *words, "--as", "trainee@test.example").exit_code == 1
    assert (
        run(
            "certificate", "revoke", made["serial"], "--why", "x" * 501, "--words", "y", "--as", "lead@test.example"
        ).exit_code
        == 2
    )
    done = run("certificate", "revoke", made["serial"], *words, "--as", "lead@test.example")
    assert done.exit_code == 0 and done.stdout == f"Revoked {made['serial']}.\n"
    seen = run("certificate", "verify", made["code"], "--json")
    assert seen.exit_code == 1 and json.loads(seen.stdout)["state"] == CertificateState.REVOKED.value


def test_issuing_says_no_for_the_same_reasons_as_the_page(world: Any, run: Run) -> None:
    assert issue(run, by="other@test.example").exit_code == 1
    assert issue(run, by="trainee@test.example").exit_code == 1
    assert issue(run, whom="stranger@test.example").exit_code == 1
    assert issue(run, slug="nothing").exit_code == 1
    assert issue(run, by="nobody@test.example").exit_code == 2
    assert issue(run, whom="nobody@test.example").exit_code == 2
    world.facts.modules = (3, 11)
    refused = issue(run)
    assert refused.exit_code == 1 and "3 of 11 so far" in refused.stderr and refused.stdout == ""


def test_without_an_address_it_is_not_ready(world: Any, run: Run) -> None:
    object.__setattr__(world.house.runtime.settings, "base_url", "")
    refused = issue(run)
    assert refused.exit_code == 3 and "PEER_LMS_BASE_URL" in refused.stderr


def test_the_verdict_is_printed_as_documented(world: Any, run: Run) -> None:
    done = run("verdict", "award", "--person", "trainee@test.example", "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["ok"] is True
    assert "Nothing is left to do." in run("verdict", "award", "--person", "trainee@test.example").stdout
    world.facts.modules, world.facts.left = (10, 11), ("Endings",)
    done = run("verdict", "award", "--person", "trainee@test.example", "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1 and set(told) == {"rule", "person", "ok", "reasons", "versions", "at"}
    assert told["rule"] == "award" and told["person"] == str(world.trainee) and told["ok"] is False
    assert told["versions"] == {"foundations-award": "1.0", "foundations": "1.0"}
    assert [(r["code"], r["who"], r["link"]) for r in told["reasons"]] == [("modules-done", "You", "/learn")]
    assert run("verdict", "award", "--person", "stranger@test.example").exit_code == 1
    assert run("verdict", "award", "--person", "nobody@test.example").exit_code == 2
    assert run("verdict", "start", "--person", "trainee@test.example").exit_code == 2


def outcomes(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_import_is_a_dry_run_until_told_otherwise(world: Any, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "award.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(OURS.read_text("utf-8")), "version": "2.0"}))

    def states() -> dict[str, RuleState]:
        with world.house.unit() as session:
            return {row.number: row.state for row in session.scalars(sa.select(AwardRuleVersion))}

    dry = run("award", "import", str(file))
    assert dry.exit_code == 0 and "dry run" in dry.stderr
    assert outcomes(dry) == [
        {"item": "award.yaml", "kind": "award-rule", "outcome": "imported", "why": ""},
        {"totals": {"imported": 1}},
    ]
    assert states() == {"1.0": RuleState.PUBLISHED}
    assert run("award", "import", str(file), "--apply").exit_code == 0
    assert states() == {"1.0": RuleState.PUBLISHED, "2.0": RuleState.DRAFT}
    assert run("award", "import", str(file), "--apply", "--publish").exit_code == 2
    refused = run("award", "import", str(file), "--apply", "--publish", "--as", "trainee@test.example")
    assert refused.exit_code == 1 and "may not publish" in outcomes(refused)[0]["why"]
    assert states()["2.0"] is RuleState.DRAFT
    assert run("award", "import", str(file), "--apply", "--publish", "--as", "lead@test.example").exit_code == 0
    assert states()["2.0"] is RuleState.PUBLISHED


def test_a_file_that_cannot_be_used_is_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "award.yaml"
    file.write_bytes(b"kind: programme\xff")
    refused = run("award", "import", str(file), "--apply")
    assert refused.exit_code == 1 and outcomes(refused)[0]["outcome"] == "refused"
    assert "kind: award-rule" in outcomes(refused)[0]["why"]
    assert run("award", "import", str(tmp_path / "none.yaml")).exit_code == 2
