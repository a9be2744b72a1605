"""What is done when codex-tui itself fails: a report without secrets and without anybody's texts, and a paragraph.

Beside the store; all but `trail` is imported only once something failed, or after the first paint. What ends the
application and what does not: see "Crashes" in docs/reliability.md.
"""

CRASHED = 70
"""Exit code after an error of codex-tui itself; EX_SOFTWARE of sysexits.h."""
