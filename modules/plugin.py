"""What modules registers."""

__all__ = ["plugin"]


class ModulesPlugin:
    package = "modules"


plugin = ModulesPlugin()
