"""Both sides: what walled student code in while it ran, as the server found out itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SEPARATE_PROCESS = "separate process"
NAMESPACES = "user, pid, net, ipc, uts and mount namespaces"
SECCOMP = "seccomp"
LANDLOCK = "Landlock"
LIMITS = "rlimits"
EVERY_LAYER = (NAMESPACES, SECCOMP, LANDLOCK, LIMITS)
"""Each is there or missing. A separate process is always there."""


@dataclass(frozen=True)
class Protection:
    """layers: those that are up. missing: the others, each with the reason.

    probes: for each attempt to break out, made from inside at start, whether the walls held.
    """

    layers: tuple[str, ...]
    missing: tuple[str, ...] = ()
    probes: dict[str, bool] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Every layer is up, was probed, and held."""
        return not self.missing and bool(self.probes) and all(self.probes.values())

    @property
    def level(self) -> str:
        """A sentence for the record of every result, without its full stop."""
        if not self.missing and not self.probes:
            return f"{SEPARATE_PROCESS} and resource limits only"
        parts = [", ".join(self.layers)]
        if self.missing:
            parts.append("missing: " + ", ".join(self.missing))
        if self.probes:
            held = sum(self.probes.values())
            parts.append(f"{held} of {len(self.probes)} probes held")
        failed = [name for name, holds in self.probes.items() if not holds]
        if failed:
            parts.append("did not hold: " + ", ".join(failed))
        return "; ".join(parts)

    def to_data(self) -> dict[str, Any]:
        return {
            "layers": list(self.layers),
            "missing": list(self.missing),
            "probes": dict(self.probes),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Protection:
        return cls(tuple(data["layers"]), tuple(data["missing"]), dict(data["probes"]))


UNWALLED = Protection((SEPARATE_PROCESS, LIMITS))
"""Walls were not wanted."""
