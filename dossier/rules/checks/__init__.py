"""The check functions, one topic a module; importing this package registers them all."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from dossier.rules.registry import CHECKS

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = ["CHECKS"]
