"""One log of one process: lines of JSON from the wire, from codex-tui and from the SDK, without secrets.

Each line has ``time``, ``level`` and what it is about. ``error`` and ``warning`` are what went wrong; ``info`` adds
the life of connections and which messages went over the wire, ``debug`` what they said, redacted and cut.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codex_tui.logs.log_file import LogFile
from codex_tui.logs.redaction import Redactor, secrets_of
from codex_tui.logs.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from codex_tui.settings.values import Log as LogSettings

_LOGGERS = ("codex_tui", "codex_app_server", "asyncio", "py.warnings")
_LONGEST_RECORD = 20_000


class Log:
    """Writes what is worth it at the level that was asked for.

    Args:
        settings: the file, the level, and characters of a text that are written.
        environment: whose variables may hold secrets.

    Raises:
        LogError: the file cannot be written.
    """

    def __init__(self, settings: LogSettings, environment: Mapping[str, str] = os.environ) -> None:
        self._file = LogFile(Path(settings.file).expanduser().absolute())
        self.level = getattr(logging, settings.level.upper())
        self._characters = settings.characters
        self._redactor = Redactor(secrets_of(environment))
        self._handler = _Handler(self)
        self._levels: dict[str, int] = {}
        for name in _LOGGERS:
            logger = logging.getLogger(name)
            self._levels[name] = logger.level
            logger.setLevel(self.level)
            logger.addHandler(self._handler)
        logging.captureWarnings(True)

    @property
    def path(self) -> Path:
        return self._file.path

    def learn(self, secret: str | None) -> None:
        """From now on this is written nowhere."""
        if secret:
            self._redactor.learn(secret)

    def wire(self, server: str) -> Callable[[str, bytes], None] | None:
        """What takes the lines of a server's wire; None where the level has no place for them."""
        if self.level > logging.INFO:
            return None
        whole = self._characters if self.level <= logging.DEBUG else None
        return Wire(server, self.write, self._redactor, whole)

    def write(self, level: str, **facts: Any) -> None:
        """Writes a line; facts are free of secrets already."""
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        text = json.dumps({"time": now, "level": level, **facts}).replace("\x7f", "\\u007f")
        self._file.write(text.encode())

    def record(self, record: logging.LogRecord, text: str) -> None:
        """Writes what was said to one of Python's loggers."""
        self.write(
            record.levelname.lower(), logger=record.name, said=self._redactor.text(text[:_LONGEST_RECORD])
        )

    def close(self) -> None:
        logging.captureWarnings(False)
        for name, level in self._levels.items():
            logger = logging.getLogger(name)
            logger.removeHandler(self._handler)
            logger.setLevel(level)
        self._file.close()


class _Handler(logging.Handler):
    """Brings records of Python's loggers to the log."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._log.record(record, self.format(record))
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing is written over the screen."""
