"""What `import nbgrader` brings along without need: its JupyterLab pages and their web server.

They are 1.6 of the 2.7 seconds that it takes, more than a dozen submissions. Here they are
imported when a Jupyter server asks for them, and not before.
"""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Callable
from typing import Any

PAGES = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "validate_assignment", "formgrader")
)
LOAD = "load_jupyter_server_extension"
"""All that nbgrader itself takes from each of them."""


def import_pages_later() -> None:
    """Have `import nbgrader` find a stand-in for each of its pages' modules."""
    if "nbgrader" in sys.modules:
        return
    for name in PAGES:
        stand_in = types.ModuleType(name)
        setattr(stand_in, LOAD, _loading(name))
        sys.modules[name] = stand_in


def _loading(name: str) -> Callable[[Any], None]:
    def load(server: Any) -> None:
        sys.modules.pop(name, None)
        getattr(importlib.import_module(name), LOAD)(server)

    return load
