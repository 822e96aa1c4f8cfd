"""The contract every plugin keeps."""

from lms.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "loneworking"
