"""A scripted turn: plays its steps until it must wait for someone, and says what the real server would say.

The order of what is said follows recorded turns of the real server: an approval is asked for after its item was
started, a decision is resolved before the item is completed, the thread is idle before the turn is completed.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol

from .steps import Ask, Edit, Fail, Pause, Plan, Run, Say, Think

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from .steps import Step
    from .threads import StoredThread

__all__ = ["ScriptedTurn", "TurnHost"]

Json = dict[str, Any]

_PIECES = re.compile(r"\S+\s*|\s+")
_ACCEPTED = ("accept", "acceptForSession", "acceptWithExecpolicyAmendment")
_TOKENS = {
    "totalTokens": 120,
    "inputTokens": 100,
    "cachedInputTokens": 0,
    "outputTokens": 20,
    "reasoningOutputTokens": 0,
}


class TurnHost(Protocol):
    """What a turn needs of the server around it."""

    def new_id(self, kind: str) -> str: ...

    def now_ms(self) -> int: ...

    def say(self, thread: StoredThread, method: str, params: Json) -> None:
        """Tells everyone who follows the thread."""
        ...

    def ask(self, thread: StoredThread, method: str, params: Json, on_answer: Callable[[Json], None]) -> None:
        """Asks everyone who follows the thread; the first answer counts."""
        ...

    def withdraw(self, thread: StoredThread) -> None:
        """Takes back what was asked about a thread."""
        ...


class ScriptedTurn:
    """One turn of one thread.

    Attributes:
        flags: Why the thread is active: empty, or what it waits for.
    """

    def __init__(
        self,
        host: TurnHost,
        thread: StoredThread,
        steps: Generator[Step, Any, None],
        content: Sequence[Json],
        client_id: str | None,
    ) -> None:
        self.flags: list[str] = []
        self._host = host
        self._thread = thread
        self._steps = steps
        self._steered: deque[tuple[Sequence[Json], str | None]] = deque([(content, client_id)])
        self._paused = False
        self._started_ms = host.now_ms()
        self.turn: Json = {
            "id": host.new_id("turn"),
            "items": [],
            "itemsView": "notLoaded",
            "status": "inProgress",
            "error": None,
            "startedAt": None,
            "completedAt": None,
            "durationMs": None,
        }

    @property
    def over(self) -> bool:
        return bool(self.turn["status"] != "inProgress")

    def begin(self) -> None:
        """Plays until the first wait, or to the end."""
        self.turn["startedAt"] = self._started_ms // 1000
        self._thread.turns.append(self.turn)
        self._tell_status()
        self._say("turn/started", turn=self._outline())
        self._advance(None)

    def steer(self, content: Sequence[Json], client_id: str | None) -> None:
        """Gives the turn more to read; it is read after the present step."""
        self._steered.append((content, client_id))
        self.resume()

    def resume(self) -> None:
        """Goes on after a pause."""
        if self._paused:
            self._paused = False
            self._advance(None)

    def interrupt(self) -> None:
        self._end("interrupted")

    # --- playing --------------------------------------------------------------------------------------------------

    def _advance(self, outcome: Any) -> None:
        while not self.over:
            while self._steered:
                self._user_message(*self._steered.popleft())
            try:
                step = self._steps.send(outcome)
            except StopIteration:
                self._end("completed")
                return
            except Exception as error:
                # The mistake of a test shall end its turn, where it is seen, not the connection.
                self._fail(Fail(f"the script of the in-memory server raised {error!r}"))
                return
            outcome = None
            if not self._play(step):
                return

    def _play(self, step: Step) -> bool:
        """Plays a step; False if the turn now waits, or is over."""
        match step:
            case Say():
                self._message(step)
            case Think():
                self._reasoning(step)
            case Plan():
                plan = [{"step": text, "status": status} for text, status in step.steps]
                self._say(
                    "turn/plan/updated", turnId=self.turn["id"], explanation=step.explanation, plan=plan
                )
            case Run():
                return self._command(step)
            case Edit():
                return self._edit(step)
            case Ask():
                self._question(step)
                return False
            case Pause():
                self._paused = True
                return False
            case Fail():
                self._fail(step)
                return False
        return True

    def _user_message(self, content: Sequence[Json], client_id: str | None) -> None:
        parts = [{"text_elements": [], **part} if part.get("type") == "text" else part for part in content]
        item = {
            "type": "userMessage",
            "id": self._host.new_id("item"),
            "clientId": client_id,
            "content": parts,
        }
        self._start(item)
        self._complete(item)

    def _message(self, step: Say) -> None:
        item = {"type": "agentMessage", "id": self._host.new_id("msg"), "text": "", "phase": step.phase}
        self._start(item)
        for piece in _PIECES.findall(step.text):
            self._say("item/agentMessage/delta", turnId=self.turn["id"], itemId=item["id"], delta=piece)
        if step.completed:
            self._complete({**item, "text": step.text})

    def _reasoning(self, step: Think) -> None:
        item = {"type": "reasoning", "id": self._host.new_id("rs"), "summary": [], "content": []}
        where = {"turnId": self.turn["id"], "itemId": item["id"], "summaryIndex": 0}
        self._start(item)
        self._say("item/reasoning/summaryPartAdded", **where)
        for piece in _PIECES.findall(step.summary):
            self._say("item/reasoning/summaryTextDelta", delta=piece, **where)
        self._complete({**item, "summary": [step.summary]})

    def _command(self, step: Run) -> bool:
        item = {
            "type": "commandExecution",
            "id": self._host.new_id("call"),
            "command": step.command,
            "cwd": self._thread.cwd,
            "processId": None,
            "status": "inProgress",
            "commandActions": [{"type": "unknown", "command": step.command}],
            "aggregatedOutput": None,
            "exitCode": None,
            "durationMs": None,
        }

        def ran() -> Json:
            if step.output:
                self._say(
                    "item/commandExecution/outputDelta",
                    turnId=self.turn["id"],
                    itemId=item["id"],
                    delta=step.output,
                )
            status = "completed" if step.exit_code == 0 else "failed"
            return {
                "status": status,
                "aggregatedOutput": step.output,
                "exitCode": step.exit_code,
                "durationMs": 1,
            }

        if not step.ask:
            self._start(item)
            self._complete({**item, **ran()})
            return True
        asked = {
            "command": step.command,
            "cwd": self._thread.cwd,
            "commandActions": item["commandActions"],
            "availableDecisions": ["accept", "cancel"],
        }
        self._ask_approval("item/commandExecution/requestApproval", item, asked, ran)
        return False

    def _edit(self, step: Edit) -> bool:
        change = {"path": step.path, "kind": {"type": step.kind}, "diff": step.diff}
        item = {
            "type": "fileChange",
            "id": self._host.new_id("call"),
            "changes": [change],
            "status": "inProgress",
        }

        def done() -> Json:
            return {"status": "completed"}

        if not step.ask:
            self._start(item)
            self._complete({**item, **done()})
            return True
        self._ask_approval("item/fileChange/requestApproval", item, {"reason": None, "grantRoot": None}, done)
        return False

    def _ask_approval(self, method: str, item: Json, asked: Json, accepted: Callable[[], Json]) -> None:
        self._start(item)
        self._wait_for("waitingOnApproval")

        def answered(answer: Json) -> None:
            decision = answer.get("decision", "decline")
            name = next(iter(decision)) if isinstance(decision, dict) else decision
            self._wait_for(None)
            self._complete({**item, **(accepted() if name in _ACCEPTED else {"status": "declined"})})
            if name == "cancel":
                self._end("interrupted")
            else:
                self._advance(decision)

        params = {"itemId": item["id"], "startedAtMs": self._host.now_ms(), **asked}
        self._host.ask(self._thread, method, self._within(params), answered)

    def _question(self, step: Ask) -> None:
        options = [{"label": option, "description": ""} for option in step.options]
        question = {"id": "answer", "header": step.header, "question": step.question, "options": options}
        self._wait_for("waitingOnUserInput")

        def answered(answer: Json) -> None:
            self._wait_for(None)
            self._advance(answer.get("answers", {}).get("answer", {}).get("answers", []))

        params = {
            "itemId": self._host.new_id("call"),
            "isBlocking": False,
            "questions": [{**question, "isOther": True, "isSecret": False}],
        }
        self._host.ask(self._thread, "item/tool/requestUserInput", self._within(params), answered)

    def _fail(self, step: Fail) -> None:
        error = {"message": step.message, "codexErrorInfo": step.code, "additionalDetails": None}
        self._say("error", turnId=self.turn["id"], error=error, willRetry=False)
        self.turn["error"] = error
        self._end("failed")

    # --- saying ---------------------------------------------------------------------------------------------------

    def _start(self, item: Json) -> None:
        self._say("item/started", turnId=self.turn["id"], item=item, startedAtMs=self._host.now_ms())

    def _complete(self, item: Json) -> None:
        self.turn["items"].append(item)
        self._say("item/completed", turnId=self.turn["id"], item=item, completedAtMs=self._host.now_ms())

    def _end(self, status: str) -> None:
        self._steps.close()
        if status == "completed":
            usage = {"total": _TOKENS, "last": _TOKENS, "modelContextWindow": 258_400}
            self._say("thread/tokenUsage/updated", turnId=self.turn["id"], tokenUsage=usage)
        self._thread.running = None
        ended_ms = self._host.now_ms()
        self.turn |= {
            "status": status,
            "completedAt": ended_ms // 1000,
            "durationMs": ended_ms - self._started_ms,
        }
        self._thread.updated_at = ended_ms // 1000
        self._tell_status()
        self._say("turn/completed", turn=self._outline())
        self._host.withdraw(self._thread)

    def _outline(self) -> Json:
        """The turn as notifications carry it: without its items."""
        return {**self.turn, "items": []}

    def _wait_for(self, flag: str | None) -> None:
        self.flags = [] if flag is None else [flag]
        self._tell_status()

    def _tell_status(self) -> None:
        self._say("thread/status/changed", status=self._thread.status)

    def _within(self, params: Json) -> Json:
        return {"threadId": self._thread.id, "turnId": self.turn["id"], **params}

    def _say(self, method: str, **params: Any) -> None:
        self._host.say(self._thread, method, {"threadId": self._thread.id, **params})
