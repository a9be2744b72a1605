"""Ten threads that stream at once in one client, of which one is watched: key echo, processor time, nothing dropped.

Each thread gets 60 words a second. Keys are typed into the one that is shown, as in `echo`, and the yardstick is the
same with that thread alone. When all have ended each is opened and its answer copied: it has to be the text that the
model sent, word for word. The official client shows one thread at a time and is left out.
Linux only: ``python -m benchmarks.tui.ten_threads``.
"""

from __future__ import annotations

import argparse
import base64
import random
import re
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.tui.echo import QUIET, Load, echoes, type_during
from benchmarks.tui.model_process import LAST_WORDS, STREAMS, stream
from benchmarks.tui.recording import Recorder, Replay
from benchmarks.tui.stage import OURS, environment, model_process
from codex_tui.demo.scripts import PLAIN_ANSWER

EVERY = 0.18
"""Seconds between two keys: as many as fit into a line take as long as the threads that began first still stream."""
GOAL = (20, 30)
"""Milliseconds that the median and the worst key may take while a paced stream runs."""
OPENED = 0.4
"""The same, for what is done by a key on the list."""
NEW_THREAD, THREADS, COPY_ANSWER = "\x1bn", "\x1bt", "\x0f"
FILTER, ENTER = "/", "\r"
_COPIED = re.compile(rb"\x1b\]52;c;([^\x07\x1b]+)[\x07\x1b]")
PATIENCE = 60.0


def begin_unwatched(terminal: Recorder, prompts: tuple[str, ...]) -> None:
    """Starts a thread with each prompt, and leaves it as soon as its answer has begun."""
    for prompt in prompts:
        terminal.type(prompt)
        terminal.watch(0.1)
        terminal.type(ENTER)
        terminal.until(b"reads1")
        terminal.type(NEW_THREAD)
        terminal.watch(0.3)


def answer_of(terminal: Recorder, prompt: str) -> str:
    """Opens a thread from the list by its title and copies its answer."""
    terminal.type(THREADS)
    terminal.settle(OPENED)
    for keys in (FILTER, "\x15" + prompt, ENTER, ENTER):
        terminal.type(keys)
        terminal.settle(OPENED)
    printed = len(terminal.received)
    terminal.type(COPY_ANSWER)
    deadline = time.monotonic() + PATIENCE
    while (copied := _COPIED.search(terminal.received, printed)) is None:
        assert time.monotonic() < deadline, f"the answer to {prompt} was never copied"
        terminal.take(0.1)
    return base64.b64decode(copied[1]).decode()


def check(terminal: Recorder, prompt: str) -> None:
    """Sees to it that a thread has the whole answer; a slow machine may have copied that of the thread before."""
    answer = answer_of(terminal, prompt)
    for _ in range(3):
        if answer.endswith(LAST_WORDS[prompt]):
            break
        answer = answer_of(terminal, prompt)
    sent = stream(prompt)
    assert answer == sent, f"{prompt}: {len(answer)} of {len(sent)} characters, ends with {answer[-40:]!r}"


def play(threads: int, config: tuple[str, ...]) -> None:
    """Prints the figures of some threads at once."""
    prompts = STREAMS[:threads]
    # A server that was killed with its client may still write while the folder goes.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        env = environment(Path(folder) / "user", config)
        with Recorder(OURS, env=env, cwd=Path(folder) / "user" / "project") as terminal:
            terminal.settle(2 * QUIET)
            terminal.type("@@plain" + ENTER)
            terminal.until(PLAIN_ANSWER.split()[0].encode())
            terminal.settle(QUIET)
            terminal.type(NEW_THREAD)
            terminal.watch(QUIET)
            began = time.perf_counter()
            begin_unwatched(terminal, prompts[:-1])
            cpu, since = terminal.cpu(), time.perf_counter()
            typed = type_during(terminal, Load(prompts[-1], EVERY, GOAL), random.Random(threads))
            seconds, after = time.perf_counter() - since, terminal.cpu()
            terminal.settle(2 * QUIET)
            held = terminal.memory()
            for prompt in prompts:
                check(terminal, prompt)
        milliseconds = sorted(echoes(Replay(terminal.recording), typed))
    client, server = (100 * (after[who] - cpu[who]) / seconds for who in ("client", "server"))
    median, tenth = statistics.median(milliseconds), milliseconds[int(len(milliseconds) * 0.9)]
    row = f"{threads:7}{len(milliseconds):6}{median:8.1f}{tenth:9.1f}{milliseconds[-1]:8.1f}"
    print(f"{row}{client:9.1f} %{server:9.1f} %{held:8.0f}{since - began:10.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, nargs="*", default=[1, len(STREAMS)])
    options = parser.parse_args()
    assert len(LAST_WORDS) > max(options.threads)
    print(f"ms a key; the goal is {GOAL[0]}, worst {GOAL[1]}; processor time as a part of one core")
    print("threads  keys  median  9 in 10   worst    client     server      MB  begun in s")
    with model_process() as config:
        for threads in options.threads:
            play(threads, config)
    print("every answer is there, word for word")


if __name__ == "__main__":
    main()
