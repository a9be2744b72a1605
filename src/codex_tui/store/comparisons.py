"""Which threads belong to a comparison, over restarts: the server knows nothing of it. One small file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codex_tui.model.comparison import ComparePlace, Comparison, Contender, Result, Stand
from codex_tui.model.draft import draft_of
from codex_tui.model.keys import ThreadKey
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_path import raw_path
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tallies import Edited, Tokens
from codex_tui.store.json_file import JsonFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEPT = 100
"""Comparisons that are remembered, the newest."""
_PROMPT = 4_000
"""Characters that are kept of a prompt: it stands in the threads, this is to know it by."""


class ComparisonStore:
    """Comparisons by their ids, which several processes may add to at once.

    Args:
        folder: where the file lies, instead of the user's state folder.
        on_problem: told once if it cannot be written.
    """

    def __init__(
        self, *, folder: Path | None = None, on_problem: Callable[[str], None] | None = None
    ) -> None:
        self._file = JsonFile("comparisons", "Which threads were compared", folder, on_problem)

    def load(self, server: str, home: str = "") -> list[Comparison]:
        """Those of a server, the newest first.

        Args:
            server: its name, as it stands in the keys of threads.
            home: its codex home, so that those of another one are left out; empty where that is not known.
        """
        found = [
            _comparison(name, kept, server)
            for name, kept in self._read().items()
            if isinstance(kept, dict) and kept.get("server") == server and _may_be_of(home, kept.get("home"))
        ]
        return sorted((one for one in found if one is not None), key=lambda one: one.begun, reverse=True)

    def put(self, comparison: dict[str, Any]) -> None:
        """Keeps one, as `plain` gives it, in the place of what is kept of it."""
        kept_as = {name: value for name, value in comparison.items() if name != "id"}
        self._change(lambda kept: kept.update({comparison["id"]: kept_as}))

    def forget(self, name: str) -> None:
        """Keeps one no more; its threads are not touched."""
        self._change(lambda kept: kept.pop(name, None))

    def _change(self, alter: Callable[[dict[str, Any]], object]) -> None:
        def altered() -> object:
            kept = self._read()
            alter(kept)
            newest = sorted(kept, key=lambda name: _begun(kept[name]))[-KEPT:]
            return {name: kept[name] for name in newest}

        self._file.change(altered)

    def _read(self) -> dict[str, Any]:
        return self._file.read(_by_name) or {}


def _by_name(kept: Any) -> dict[str, Any]:
    if not isinstance(kept, dict):
        raise TypeError(kept)
    return kept


def _may_be_of(home: str, kept: Any) -> bool:
    return not home or not kept or kept == home


def _begun(kept: Any) -> float:
    begun = kept.get("begun") if isinstance(kept, dict) else None
    return float(begun) if isinstance(begun, float | int) and abs(begun) < 1e12 else 0.0


def plain(comparison: Comparison, server: str, home: str) -> dict[str, Any]:
    """A comparison as it is written into the file, by its id, its server and that server's codex home."""
    return {
        "id": comparison.id,
        "server": server,
        "home": home,
        "begun": comparison.begun,
        "prompt": str(comparison.prompt.text[:_PROMPT]),
        "source": comparison.source.thread if comparison.source is not None else "",
        "place": comparison.place.name,
        "folder": raw_path(comparison.folder),
        "contenders": [_plain_contender(one) for one in comparison.contenders],
    }


def _plain_contender(one: Contender) -> dict[str, Any]:
    result = one.result
    told: dict[str, Any] = {
        "model": one.choice.model,
        "effort": one.choice.effort,
        "tier": one.choice.tier,
        "thread": one.thread.thread if one.thread is not None else None,
        "turn": one.turn,
        "folder": one.folder,
        "branch": one.branch,
        "before": one.tokens_before,
        "problem": str(one.problem),
        "deleted": one.deleted,
    }
    if result.ended is not None:
        told["ended"] = result.ended.name
        told["took"] = result.duration_ms
        if (tokens := result.tokens) is not None:
            told["tokens"] = [tokens.total, tokens.input, tokens.cached, tokens.output, tokens.reasoning]
        if (edited := result.edited) is not None:
            told["edited"] = [edited.files, edited.added, edited.removed]
    return {name: value for name, value in told.items() if value not in (None, "", False)}


def _comparison(name: str, kept: dict[str, Any], server: str) -> Comparison | None:
    """A comparison as it was written; None for what another version of this program wrote."""
    place, contenders = _text(kept.get("place")), kept.get("contenders")
    if place not in ComparePlace.__members__ or not isinstance(contenders, list):
        return None
    source = _text(kept.get("source"))
    found = [_contender(one, server) for one in contenders if isinstance(one, dict)]
    return Comparison(
        prompt=draft_of(_text(kept.get("prompt"))),
        source=ThreadKey(server, source) if source else None,
        place=ComparePlace[place],
        contenders=[one for one in found if one.choice.model],
        id=name,
        begun=_begun(kept),
        folder=_text(kept.get("folder")),
    )


def _contender(kept: dict[str, Any], server: str) -> Contender:
    thread, before = _text(kept.get("thread")), kept.get("before")
    choice = ModelChoice(
        _text(kept.get("model")), *(_text(kept.get(of)) or None for of in ("effort", "tier"))
    )
    return Contender(
        choice,
        ThreadKey(server, thread) if thread else None,
        _text(kept.get("turn")) or None,
        folder=_text(kept.get("folder")),
        branch=_text(kept.get("branch")),
        tokens_before=before if isinstance(before, int) else None,
        problem=SafeText(_text(kept.get("problem"))),
        result=_result(kept),
        deleted=kept.get("deleted") is True,
    )


def _result(kept: dict[str, Any]) -> Result:
    ended, took = _text(kept.get("ended")), kept.get("took")
    if ended not in Stand.__members__:
        return Result()
    tokens, edited = _numbers(kept.get("tokens"), 5), _numbers(kept.get("edited"), 3)
    return Result(
        took if isinstance(took, int) else None,
        Tokens(*tokens) if tokens else None,
        Edited(*edited) if edited else None,
        Stand[ended],
    )


def _numbers(value: Any, count: int) -> list[int]:
    whole = isinstance(value, list) and len(value) == count and all(isinstance(one, int) for one in value)
    return value if whole else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
