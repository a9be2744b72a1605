"""The scripted model in a process of its own, so that playing it takes no time from what is measured.

Prints its configuration as one line of JSON and plays until its stdin closes. `texts` are what the benchmarks ask for.
"""

from __future__ import annotations

import json
import sys

from benchmarks.tui.large_texts import scripts
from codex_tui.demo.script import Script, Shell, Text, words
from codex_tui.demo.server import ScriptedModel

BURST = "@@burst"
PACED = "@@paced"
LONG_BURST = "@@longer"
"""Five times the burst."""
STREAMS = tuple(f"@@stream{number}" for number in range(10))
"""Long paced texts, for as many threads at once."""
SILENT = "@@silent"
"""A command that prints nothing for a while."""
LAST_WORDS = {
    BURST: "zanzibar",
    PACED: "yokohama",
    LONG_BURST: "xanadu",
    **{stream: f"wladiwostok{number}" for number, stream in enumerate(STREAMS)},
}
"""How the texts end; these words stand nowhere else."""
SILENT_SECONDS = 30
DELTAS = 20_000
STREAM_WORDS = 1_500
PACED_WORDS = 300
WORDS_PER_SECOND = 60

_PROSE = "The parser reads one line at a time and keeps what is open on a stack."

_BLOCK = """\
## What the parser does

The parser reads one line at a time and keeps what is open on a stack, so that a block ends where its line says so and
nothing has to be read twice. Text that comes later never changes what was settled before it.

- it looks at the indent first
- then at the marker, which is `-`, `*` or a number
  - a nested list is only a deeper indent
- and hands the rest of the line to the inline parser

1. read the line
2. close what it ends
3. open what it begins

```python
def settle(lines: list[str], open_blocks: list[Block]) -> int:
    for number, line in enumerate(lines):
        while open_blocks and not open_blocks[-1].continues(line):
            open_blocks.pop().close(number)
    return len(open_blocks)
```

"""


def burst(deltas: int = DELTAS, last: str = LAST_WORDS[BURST]) -> str:
    """A text of about so many words: paragraphs, lists and code."""
    blocks = deltas // len(words(_BLOCK)) + 2  # where two meet, their blank words become one
    return _BLOCK * blocks + f"The end: {last}"


def paced() -> str:
    """A text of prose that takes `PACED_WORDS` / `WORDS_PER_SECOND` seconds."""
    prose = _PROSE.split()
    text = [prose[index % len(prose)] for index in range(PACED_WORDS - 1)]
    return " ".join([*text, LAST_WORDS[PACED]])


def stream(prompt: str) -> str:
    """A text of numbered words, so that none could be missing unnoticed."""
    prose = _PROSE.split()
    text = [f"{prose[index % len(prose)]}{index}" for index in range(STREAM_WORDS - 1)]
    paragraphs = (" ".join(text[start : start + 60]) for start in range(0, len(text), 60))
    return "\n\n".join([*paragraphs, LAST_WORDS[prompt]])


def main() -> None:
    with ScriptedModel() as model:
        model.on(BURST, Script([[Text(words(burst()))]]))
        model.on(LONG_BURST, Script([[Text(words(burst(5 * DELTAS, LAST_WORDS[LONG_BURST])))]]))
        model.on(PACED, Script([[Text(words(paced()), pace=1 / WORDS_PER_SECOND)]]))
        for prompt in STREAMS:
            model.on(prompt, Script([[Text(words(stream(prompt)), pace=1 / WORDS_PER_SECOND)]]))
        silence = Shell(f"sleep {SILENT_SECONDS}", yield_time_ms=2_000 * SILENT_SECONDS)
        model.on(SILENT, Script([[silence], [Text("It is over.")]]))
        for keyword, script in scripts():
            model.on(keyword, script)
        print(json.dumps(model.config_overrides()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
