"""The contract every plugin keeps, as tests its author runs.

    from lms.testing.contract import PluginContract

    class TestContract(PluginContract):
        plugin = "loneworking"

It needs `pip install peer-lms[test]`, and the plugin installed (`pip install -e .`).
"""

from lms.testing.contract.bench import Bench
from lms.testing.contract.checks import CHECKS
from lms.testing.contract.suite import PluginContract

__all__ = ["CHECKS", "Bench", "PluginContract"]
