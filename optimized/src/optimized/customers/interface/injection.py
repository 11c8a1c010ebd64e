"""Controllers are given what they ask for by kink."""

from __future__ import annotations

from typing import Any

from kink import inject


def injected(controller: type) -> Any:
    """Let kink fill the constructor's parameters.

    ninja-extra makes controllers with an injector of its own, which fails on Protocols. It finds
    nothing to do once the annotations, which kink has read by then, are gone.
    """
    filled: Any = inject(controller)
    filled.__init__.__annotations__ = {}
    return filled
