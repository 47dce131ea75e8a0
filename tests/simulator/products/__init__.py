"""A module for each family of products. Every module here is loaded, so that adding one is adding a file.

Who wants the lists takes them from here: `registry` alone knows those that happen to be loaded.
"""

from importlib import import_module
from pathlib import Path

from ..registry import LISTS, every_list

__all__ = ["LISTS", "every_list"]

for _path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{_path.stem}")
