"""The checks as tests that pytest collects from an author's own class."""

from collections.abc import Collection, Iterator
from typing import ClassVar

import pytest

from lms.testing.contract.bench import Bench, Payloads
from lms.testing.contract.checks import CHECKS

__all__ = ["PluginContract"]


class PluginContract:
    """Name the plugin's entry point in `plugin`.

    Say in `public` which of its pages are open to everybody, if any; give in `payloads`, for each kind of outbox job
    that it carries out, a function that takes a session and makes an example of what such a job is about.
    """

    plugin: ClassVar[str]
    public: ClassVar[Collection[str]] = ()
    payloads: ClassVar[Payloads] = {}

    @pytest.fixture(scope="class")
    def bench(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
        """The plugin in a house of its own."""
        built = Bench.make(tmp_path_factory.mktemp("bench"), self.plugin, public=self.public, payloads=self.payloads)
        yield built
        built.house.close()

    @pytest.mark.parametrize("check", CHECKS)
    def test_contract(self, bench: Bench, check: str) -> None:
        """One promise, kept."""
        faults = list(CHECKS[check](bench))
        assert not faults, "\n".join(faults)
