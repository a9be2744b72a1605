"""The scripted model in a process of its own, so that playing it takes no time from what is measured.

Prints its configuration as one line of JSON and plays until its stdin closes. `texts` are what the benchmarks ask for.
"""

from __future__ import annotations

import json
import sys

from benchmarks.tui.large_texts import scripts
from codex_tui.demo.script import Script, Text, words
from codex_tui.demo.server import ScriptedModel

BURST = "@@burst"
PACED = "@@paced"
LONG_BURST = "@@longer"
"""Five times the burst."""
LAST_WORDS = {BURST: "zanzibar", PACED: "yokohama", LONG_BURST: "xanadu"}
"""How the texts end; these words stand nowhere else."""
DELTAS = 20_000
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


def main() -> None:
    with ScriptedModel() as model:
        model.on(BURST, Script([[Text(words(burst()))]]))
        model.on(LONG_BURST, Script([[Text(words(burst(5 * DELTAS, LAST_WORDS[LONG_BURST])))]]))
        model.on(PACED, Script([[Text(words(paced()), pace=1 / WORDS_PER_SECOND)]]))
        for keyword, script in scripts():
            model.on(keyword, script)
        print(json.dumps(model.config_overrides()), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
