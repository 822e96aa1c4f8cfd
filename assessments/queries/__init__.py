"""What may be asked of assessments. `__all__` is the contract with other packages."""

from assessments.queries.states import area_states, core_progress, framework_version_of
from assessments.rules.areas import AreaState, CoreProgress, State

__all__ = ["AreaState", "CoreProgress", "State", "area_states", "core_progress", "framework_version_of"]
