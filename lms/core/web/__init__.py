"""A request from door to door: who, whether, once only, and what goes back."""

from lms.core.web.browser import keep_despite_error, notice, sign_browser
from lms.core.web.runtime import Runtime, actor, halfway, runtime

__all__ = ["Runtime", "actor", "halfway", "keep_despite_error", "notice", "runtime", "sign_browser"]
