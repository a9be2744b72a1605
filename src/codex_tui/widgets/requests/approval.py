"""An approval: read line by line and answered by letters, with a second step before anything is allowed for good.

What is asked fills the text. A rule is shown in its place before it is saved, as what it will match. A no can carry
a reason, typed in a line under the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.widgets import Input

from codex_tui.keymap import Scope, bindings, in_scope
from codex_tui.model import answers
from codex_tui.model.item import Item
from codex_tui.model.items import FileChangeItem
from codex_tui.model.requests import CommandApproval, FileApproval, PermissionApproval, ToolApproval
from codex_tui.model.safe_path import raw_path
from codex_tui.widgets.line_input import LineInput
from codex_tui.widgets.requests.read import ReadBody
from codex_tui.widgets.requests.room import lines_inside
from codex_tui.widgets.requests.words import (
    answers_to,
    invitation_lines,
    key_lines,
    question_of,
    sent_line,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.strip import Strip

    from codex_tui.model.answers import Answer
    from codex_tui.model.keys import ItemKey, RequestKey
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.palette import Palette

_RULE_ACTIONS = frozenset(action.name.partition("(")[0] for action in in_scope(Scope.RULE))
_NAMES = {"for_session": "approval.session", "step": "approval.next", "scroll": "approval.down"}
_STEPS_ASIDE = ("approval.zoom", "approval.later")


class ReasonInput(LineInput):
    """The line for why not."""

    BINDINGS = bindings(Scope.REASON)

    async def action_submit(self) -> None:
        await super().action_submit()

    def action_leave(self) -> None:
        self.post_message(self.Blurred(self, self.value))


class ApprovalBody(ReadBody):
    """Asks for a command, a patch, permissions or the call of a tool; what is unknown can be declined."""

    BINDINGS: ClassVar = [*bindings(Scope.APPROVAL), *bindings(Scope.RULE)]
    END = "approval.end"
    ZOOM = "approval.zoom"

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self._rule: int | None = None
        """In the second step: how many words the rule has. For a tool 0."""
        self._reasons: dict[RequestKey, str] = {}
        """What was typed and not sent."""
        self._granted: set[int] = set()
        """The parts that are chosen, of whichever place shows the request."""
        self._cursor = 0
        self._lines: list[Strip] = []
        self._drawn: object = None
        self._lines_key: tuple[object, ...] = ()
        self.reason = ReasonInput(
            placeholder="why not? empty says just no", compact=True, select_on_focus=False
        )
        self.reason.display = False

    def compose(self) -> ComposeResult:
        yield self.text
        yield self.reason

    # --- what it shows -----------------------------------------------------------------------------------------

    def present(self, request: Request, sent: Answer | None) -> None:
        if request != self.request:
            self._keep_reason()
            self.reason.value = self._reasons.get(request.key, "")
            self._cursor = 0
            chosen = self.ports.forms.granted(request) if isinstance(request, PermissionApproval) else set()
            self._granted = chosen
        super().present(request, sent)
        self._rule = None
        self._close_reason()
        self._lines_key = ()
        self.text.renew()

    def item_changed(self, item: ItemKey | None) -> None:
        """If it reads differently now, it is to be read again, from the start."""
        if self.request is not None and item in (None, self.request.item):
            before = [strip.text for strip in self._lines]
            if [strip.text for strip in self.draw(self.text.content_size.width)] != before:
                self.present(self.request, self.sent)
                self.post_message(self.KeysChanged())

    def seen_again(self) -> None:
        super().seen_again()
        self.text.renew(from_start=False)  # parts may have been chosen elsewhere

    def left_over(self, request: Request) -> str:
        self._keep_reason()
        if request == self.request:
            self.reason.value = ""
        return self._reasons.pop(request.key, "")

    def _keep_reason(self) -> None:
        if self.request is not None:
            self._reasons[self.request.key] = self.reason.value.strip()

    def question(self) -> str:
        if self.request is None:
            return ""
        if self._rule is not None:
            return "Save this as a rule?"
        return "No. Why?" if self.reason.display else question_of(self.request)

    def keys(self, width: int, *, inside: bool, several: bool) -> Sequence[Content]:
        request, keys = self.request, self.ports.keys
        if request is None:
            return ()
        if self.sent is not None:
            return [sent_line(self.sent.words, self.ports.ascii_only)]
        if self.reason.display:
            return key_lines(("reason.send", "reason.leave"), width, keys)
        if self._rule is not None:
            words = isinstance(request, CommandApproval) and len(request.raw_amendment) > 1
            change = ("rule.shorter", "rule.longer") if words else ()
            return key_lines(("rule.save", *change, "rule.no"), width, keys)
        if not inside:
            return invitation_lines(answers_to(request), width, keys)
        following = ("approval.next",) if several else ()
        return key_lines(self.named((*answers_to(request), *_STEPS_ASIDE, *following)), width, keys)

    def take_room(self) -> None:
        """On a low screen it takes more while one is inside: a command is to be read whole where it can be."""
        self.text.limit(max(1, lines_inside(self, self.given) - int(self.reason.display)))

    def enter(self) -> None:
        (self.reason if self.reason.display else self.text).focus()

    # --- keys --------------------------------------------------------------------------------------------------

    def may_allow(self) -> bool:
        """A patch that nobody can read here is not made."""
        if not super().may_allow():
            return False
        if isinstance(self.request, FileApproval):
            item = self._item()
            if not isinstance(item, FileChangeItem) or not item.changes:
                self.hint("what it would change is not known here yet; n declines")
                return False
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The second step has keys of its own."""
        if action in _RULE_ACTIONS:
            return self._rule is not None
        if action in ("accept", "for_session", "always", "decline", "cancel", "grant", "step", "later"):
            return self._rule is None
        return super().check_action(action, parameters)

    def action_accept(self) -> None:
        self._yes("approval.accept", answers.accept, answers.TURN)

    def action_for_session(self) -> None:
        self._yes("approval.session", answers.for_session, answers.SESSION)

    def _yes(self, action: str, answer: Callable[[Request], Answer], scope: str) -> None:
        request = self.request
        if request is None or not self.may_allow():
            return
        if action not in answers_to(request):
            self.hint("this answer is not offered for it")
        elif isinstance(request, PermissionApproval):
            chosen = [part for number, part in enumerate(request.parts) if number in self._granted]
            if chosen:
                self.answer(answers.grant(request, chosen, scope))
            else:
                self.hint(f"{self.key('approval.grant')} first: nothing is chosen yet")
        else:
            self.answer(answer(request))

    def action_always(self) -> None:
        request = self.request
        if request is None or not self.may_answer():
            return
        if "approval.always" not in answers_to(request):
            self.hint("no rule is offered for it")
            return
        self._show_rule(len(request.raw_amendment) if isinstance(request, CommandApproval) else 0)

    def action_save_rule(self) -> None:
        request, length = self.request, self._rule
        if request is None or length is None or not self.may_allow():
            return
        prefix = request.raw_amendment[:length] if isinstance(request, CommandApproval) else ()
        self._rule = None
        self._changed()
        self.answer(answers.always(request, prefix))

    def action_words(self, by: int) -> None:
        if self._rule is not None and isinstance(self.request, CommandApproval):
            length = min(max(1, self._rule + by), len(self.request.raw_amendment))
            if length != self._rule:
                self._show_rule(length)

    def action_no_rule(self) -> None:
        self._show_rule(None)

    def action_decline(self) -> None:
        if self.may_answer():
            self.reason.display = True
            self.take_room()
            self._changed()
            self.screen.set_focus(self.reason)  # at once: what is typed behind the key is the reason

    def action_cancel(self) -> None:
        if self.request is not None and self.may_answer():
            self.answer(answers.cancel(self.request))

    def action_grant(self) -> None:
        if isinstance(self.request, PermissionApproval) and self.request.parts:
            self._granted ^= {self._cursor}
            self._lines_key = ()
            self.text.renew(from_start=False)

    def action_scroll(self, lines: int) -> None:
        """Reads on, or back; where there are parts to choose, to the next of them first."""
        parts = len(self.request.parts) if isinstance(self.request, PermissionApproval) else 0
        if 0 <= self._cursor + lines < parts and self._rule is None:
            self._cursor += lines
            self._lines_key = ()
            self.text.renew(from_start=False)
            self.text.show_line(self._cursor)
        else:
            super().action_scroll(lines)

    # --- the reason --------------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _declined(self, event: Input.Submitted) -> None:
        event.stop()
        if self.request is not None and self.sent is None:
            reason = event.value.strip()
            self._close_reason()
            self.reason.value = ""
            self.answer(answers.decline(self.request), reason or None)

    @on(Input.Blurred)
    def _reason_left(self, event: Input.Blurred) -> None:
        event.stop()
        if self.reason.display:
            had_focus = self.reason.has_focus
            self._close_reason()
            self._changed()
            if had_focus:
                self.text.focus()

    def _close_reason(self) -> None:
        if self.reason.display:
            self.reason.display = False
            self.take_room()

    # --- drawing -----------------------------------------------------------------------------------------------

    @property
    def drawn(self) -> object:
        return self._drawn

    def _show_rule(self, length: int | None) -> None:
        self._rule = length
        self._lines_key = ()
        self.text.renew()
        self._changed()

    def _changed(self) -> None:
        self.restart_guard()
        self.post_message(self.KeysChanged())

    def _links(self, request: Request, item: Item | None, folder: str) -> list[tuple[str, str]]:
        """Paths of it that lead elsewhere than they say, as far as this machine is the one they are of."""
        if not self.ports.state.of(request.thread).server.here:
            return []
        from codex_tui.widgets.requests.links import links_of

        if isinstance(request, CommandApproval):
            return links_of([raw_path(request.cwd)], raw_path(folder))
        changes = item.changes if isinstance(item, FileChangeItem) else ()
        paths = [raw_path(path) for change in changes for path in (change.path, change.moved_to) if path]
        return links_of(paths, raw_path(folder)) if isinstance(request, FileApproval) else []

    def _item(self) -> Item | None:
        """What the request is about, if that is known here."""
        request = self.request
        conversation = self.ports.state.conversations.get(request.thread) if request is not None else None
        if request is None or request.item is None or conversation is None:
            return None
        return conversation.get(request.item, Item)

    def draw(self, width: int) -> list[Strip]:
        """The lines of what is shown in that width."""
        request = self.request
        if request is None or not width:
            return []
        conversation = self.ports.state.conversations.get(request.thread)
        item = self._item()
        folder = (conversation.settings.cwd if conversation is not None else None) or ""
        palette = self.palette()
        revision = item.revision if item is not None else -1
        chosen = frozenset(self._granted)
        drawn = (request, folder, revision, self._rule)
        key = (width, palette, self._cursor, chosen)
        if (drawn, key) != (self._drawn, self._lines_key):
            # Imported with the first request: most starts have none, and it brings the rendering of patches.
            from codex_tui.render.approval import permission_lines, request_lines, rule_lines
            from codex_tui.render.lines import RenderContext

            context = RenderContext(
                width=width, palette=palette, ascii_only=self.ports.ascii_only, folder=folder
            )
            if self._rule is not None and isinstance(request, CommandApproval | ToolApproval):
                lines = rule_lines(request, self._rule, context)
            else:
                lines = request_lines(request, item, context, self._links(request, item, folder))
                if isinstance(request, PermissionApproval):
                    lines = permission_lines(request, self._granted, self._cursor, context) + lines
            self._lines = [line.strip for line in lines]
            self._drawn, self._lines_key = drawn, key
        return self._lines
