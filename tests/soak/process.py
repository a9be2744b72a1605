"""What a process holds, as the kernel tells it: memory, descriptors, threads, children. Linux only."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Holding:
    """What a process held at one moment.

    Attributes:
        private_kb: memory that is its own alone (private dirty), in kilobytes.
        descriptors: how many of each kind.
        threads: of the process.
        children: command names of its child processes; a dead one that nobody asked for ends with ``(dead)``.
    """

    private_kb: int
    descriptors: Counter[str] = field(compare=False)
    threads: int
    children: tuple[str, ...]

    def __str__(self) -> str:
        kinds = " ".join(f"{kind}:{count}" for kind, count in sorted(self.descriptors.items()))
        children = " ".join(self.children) or "none"
        return f"{self.private_kb / 1024:.1f} MB, {kinds}, {self.threads} threads, children: {children}"


def holding(pid: int) -> Holding:
    """Looks at a process."""
    return Holding(_private_kb(pid), _descriptors(pid), len(os.listdir(f"/proc/{pid}/task")), _children(pid))


def _private_kb(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(rollup.partition("Private_Dirty:")[2].split()[0])


def _descriptors(pid: int) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            target = os.readlink(f"/proc/{pid}/fd/{name}")
            kinds[target.partition(":")[0] if ":" in target else "file"] += 1
    return kinds


def _children(pid: int) -> tuple[str, ...]:
    names = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            for child in (task / "children").read_text(encoding="ascii").split():
                stat = Path(f"/proc/{child}/stat").read_text(encoding="utf-8")
                name, _, rest = stat.partition("(")[2].rpartition(")")
                names.append(f"{name}(dead)" if rest.split()[0] == "Z" else name)
    return tuple(sorted(names))


def rise(values: Sequence[float]) -> float:
    """By which part the mean of the last third is above that of the second: 0.03 is 3 %."""
    third = len(values) // 3
    second, last = values[third : 2 * third], values[-third:]
    return sum(last) / len(last) / (sum(second) / len(second)) - 1


def folder_kb(folder: Path) -> float:
    """Kilobytes of all files in a folder."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.lstat().st_size
    return total / 1024
