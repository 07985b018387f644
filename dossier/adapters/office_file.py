"""`office.toml` with learnt settings: each below a remark on where it came from, the unsure ones as remarks only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import tomli
import tomli_w

from dossier.adapters.toml_text import with_settings
from dossier.record.edit import copied

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting to write.

    Args:
        path: keys that lead to it.
        remark: one line of text that stands above it.
        sure: False: the setting itself is written as a remark, to be switched on by a person.
    """

    path: Path
    value: Any
    remark: str
    sure: bool = True

    @property
    def line(self) -> str:
        """The setting in TOML, one line."""
        line = tomli_w.dumps({self.path[-1]: self.value}).strip()
        return line if self.sure else f"# {line}"


def with_learnt(content: str, settings: Sequence[Setting]) -> str:
    """The text of office.toml with *settings* added; what stands in it stays as it is.

    Args:
        content: valid TOML.
        settings: none of which stands in *content*.
    """
    wanted = merged(tomli.loads(content), (setting for setting in settings if setting.sure))
    changed = _added(content, settings)
    try:
        same = tomli.loads(changed) == wanted
    except tomli.TOMLDecodeError:
        same = False
    # its bodies were written inline or with dots: then it is laid out anew, without its own remarks
    return changed if same else _added(tomli_w.dumps(tomli.loads(content)), settings)


def _added(content: str, settings: Sequence[Setting]) -> str:
    for table in sorted({setting.path[:-1] for setting in settings}, key=lambda table: _order(table, settings)):
        inside = [setting for setting in settings if setting.path[:-1] == table]
        # a header of its own would open a register whose last number nobody has confirmed
        mark = "" if any(setting.sure for setting in inside) else "# "
        lines = [(f"# {setting.remark}", setting.line) for setting in inside]
        content = with_settings(content, table, f"{mark}{_header(table)}", lines)
    return content


def _order(table: Path, settings: Sequence[Setting]) -> tuple[int, int]:
    """Tables in the order of their settings, one that holds others before them."""
    first = next(index for index, setting in enumerate(settings) if setting.path[: len(table)] == table)
    return first, len(table)


def _header(table: Path) -> str:
    """`[orgs.cell]`, with quotes where a key wants them."""
    value: dict[str, Any] = {"x": 0}
    for key in reversed(table):
        value = {key: value}
    return next(line for line in tomli_w.dumps(value).splitlines() if line.startswith("[")) if table else ""


def merged(settings: Mapping[str, Any], added: Iterable[Setting]) -> dict[str, Any]:
    """*settings* with those *added*, as data."""
    made = copied(dict(settings))
    for setting in added:
        home = made
        for key in setting.path[:-1]:
            home = home.setdefault(key, {})
        home[setting.path[-1]] = setting.value
    return made
