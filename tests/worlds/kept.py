"""Keeps the deployment that a world makes for itself, to ask it more once the world has run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.worlds.pipeline import Pipeline


class Kept:
    """Deploys as the function does that it is given; `pipeline` is the last one."""

    pipeline: Pipeline

    def __init__(self, deploy: Callable[..., Pipeline]) -> None:
        self._deploy = deploy

    def __call__(self, *arguments: Any, **options: Any) -> Pipeline:
        self.pipeline = self._deploy(*arguments, **options)
        return self.pipeline
