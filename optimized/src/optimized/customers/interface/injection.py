"""Controllers are given what they ask for by kink."""

from __future__ import annotations

from typing import TypeVar

from kink import inject

Controller = TypeVar("Controller", bound=type)


def injected(controller: Controller) -> Controller:
    """Let kink fill the constructor's parameters.

    ninja-extra makes controllers with an injector of its own, which fails on Protocols. It finds
    nothing to do once the annotations, which kink has read by then, are gone.
    """
    controller = inject(controller)
    controller.__init__.__annotations__ = {}  # type: ignore[misc]
    return controller
