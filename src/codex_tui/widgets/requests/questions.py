"""The model's questions: options to choose, an answer of one's own, notes; several behind tabs, and a last look.

Nothing is sent before every question has an answer and the person says so on the last tab. What is written into a
secret is shown as dots, and is nowhere but in the memory of the form until it was sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model import answers
from codex_tui.model.requests import Questions
from codex_tui.model.safe_text import SafeText
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.requests.drawn import DrawnLines, OptionRow, OptionRows, strips_of
from codex_tui.widgets.requests.entry_box import EntryBox, SecretBox
from codex_tui.widgets.requests.filled import FilledBody

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.strip import Strip
    from textual.timer import Timer
    from textual.widget import Widget

    from codex_tui.model.answers import Answer
    from codex_tui.model.question_form import QuestionForm
    from codex_tui.model.requests import Request
    from codex_tui.ports import Ports
    from codex_tui.render.layout import Fragment
    from codex_tui.render.palette import Palette

OTHER = SafeText("None of these")
OTHER_ABOUT = SafeText("say what instead")


class QuestionBody(FilledBody):
    """Takes the answers to the questions of one request."""

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.head = DrawnLines(self._head_lines)
        self.options = OptionRows(ports, palette, self.wanted)
        self.entry = EntryBox(self.wanted)
        self.secret = SecretBox(self.wanted, ascii_only=ports.ascii_only)
        self._form: QuestionForm | None = None
        self._shown_at: int | None = None
        self._writing = False
        """Whether something is written beside the chosen option."""
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.options
        yield self.entry
        yield self.secret
        yield self.ready

    # --- what it shows -----------------------------------------------------------------------------------------

    def present(self, request: Request, sent: Answer | None) -> None:
        super().present(request, sent)
        assert isinstance(request, Questions)
        self._form = self.ports.forms.questions(request)
        self._shown_at = None
        self._writing = False
        self.refill()
        self._run_clock()

    def on_mount(self) -> None:
        self._run_clock()

    def question(self) -> str:
        count = len(self._form.questions) if self._form is not None else 1
        return "The agent asks" if count == 1 else f"The agent asks {count} questions"

    def stops(self) -> Sequence[Widget]:
        return [part for part in (self.options, self.entry, self.secret, self.ready) if part.display]

    def first_stop(self) -> Widget | None:
        return next(iter(self.stops()), None)

    @property
    def _at_end(self) -> bool:
        return self._form is not None and self._form.at == len(self._form.questions)

    @property
    def _box(self) -> EntryBox | SecretBox:
        form = self._form
        return self.secret if form is not None and form.questions[form.at].is_secret else self.entry

    def refill(self) -> None:
        form = self._form
        if form is None:
            return
        at, end = form.at, self._at_end
        self.ready.display = end
        self.options.display = not end and not form.is_written(at)
        boxed = not end and (form.is_written(at) or self._writing)
        for box in (self.entry, self.secret):
            box.display = boxed and box is self._box
        if end:
            self._shown_at = at
            self.ready.show([OptionRow(SafeText("Send"), self._what_goes(form), chosen=None)], 0)
        else:
            self._show_question(form, boxed=boxed)
        self.head.renew()

    def _show_question(self, form: QuestionForm, *, boxed: bool) -> None:
        at, question = form.at, form.questions[form.at]
        chosen, other = form.chosen(at), form.other(at)
        note = "" if boxed else form.shown_note(at)
        rows = [
            OptionRow(
                option.label,
                option.description,
                SafeText(note) if number == chosen else SafeText(),
                number == chosen,
            )
            for number, option in enumerate(question.options)
        ]
        if other is not None:
            noted = SafeText(note) if other == chosen else SafeText()
            rows.append(OptionRow(OTHER, OTHER_ABOUT, noted, chosen == other))
        moved, self._shown_at = self._shown_at != at, at
        self.options.show(rows, (chosen or 0) if moved else None)
        if boxed:
            self._box.put(form.note(at))
            own = form.is_written(at) or chosen == other
            self._box.describe("your answer" if own else "your note")

    def _what_goes(self, form: QuestionForm) -> SafeText:
        count = len(form.questions)
        still = len(form.open_questions())
        if still:
            return SafeText(f"{still} of {count} still open; {self.key('form.next')} goes there")
        return SafeText("the answer" if count == 1 else f"these {count} answers")

    # --- keys --------------------------------------------------------------------------------------------------

    def key_actions(self, part: Widget | None) -> Sequence[str]:
        if part is self.ready:
            return ("form.next", "form.back", "form.decline", "form.zoom", "form.later")
        if part in (self.entry, self.secret):
            return ("entry.next", "entry.newline", "entry.later")
        return ("form.choose", "form.next", "form.note", "form.decline", "form.zoom", "form.later")

    def wanted(self, part: Widget, what: str) -> None:
        # What is written beside an option is left for the options first.
        if what == "later" and part in (self.entry, self.secret) and self._writing:
            self._keep()
            self._writing = False
            self.refill()
            self.go(self.options)
        else:
            super().wanted(part, what)

    def act(self, part: Widget, what: str) -> None:
        form = self._form
        if form is None:
            return
        self._keep()
        if what == "choose" and part is self.options:
            self._choose(form)
        elif what == "next":
            self._go_on(form, part)
        elif what == "note" and part is self.options:
            if form.chosen(form.at) is None:
                form.choose(form.at, self.options.at)
            self._write()
        elif what in ("forward", "back"):
            self._turn_to(form, form.at + (1 if what == "forward" else -1))
        elif what == "send":
            self._turn_to(form, len(form.questions))
        elif what in ("down", "up"):
            self.step_from(part, 1 if what == "down" else -1)

    def _keep(self) -> None:
        """Puts into the form what stands in the box."""
        form = self._form
        if form is not None and not self._at_end and self._box.display:
            form.write(form.at, self._box.text)

    def _choose(self, form: QuestionForm) -> None:
        form.choose(form.at, self.options.at)
        self._writing = False
        if self.options.at == form.other(form.at):
            self._write()
        else:
            self.refill()

    def _write(self) -> None:
        self._writing = True
        self.refill()
        self.go(self._box)

    def _go_on(self, form: QuestionForm, part: Widget) -> None:
        if part is self.ready:
            self._send(form)
            return
        if part is self.options:
            chosen = form.chosen(form.at)
            form.choose(form.at, self.options.at)
            if self.options.at == form.other(form.at) and chosen != self.options.at:
                self._write()
                return
        if form.is_answered(form.at):
            self._turn_to(form, form.next_open())
        else:
            self.hint(f"an answer is needed; {self.key('form.later')} leaves it for later")

    def _turn_to(self, form: QuestionForm, at: int) -> None:
        """Shows a question, or what will be sent."""
        if not 0 <= at <= len(form.questions):
            return
        form.at = at
        self._writing = False
        if self._at_end:
            self.restart_guard()
        self.refill()
        self.go(self.first_stop())
        self.scroll_home(animate=False)

    def _send(self, form: QuestionForm) -> None:
        request = self.request
        if form.open_questions():
            self._turn_to(
                form, form.next_open() if form.at < len(form.questions) else form.open_questions()[0]
            )
        elif isinstance(request, Questions) and self.may_answer():
            told = tuple(
                (question.question, form.shown(number)) for number, question in enumerate(form.questions)
            )
            self.send(answers.answer_questions(request, form.answers(), told))

    # --- drawing -----------------------------------------------------------------------------------------------

    def _head_lines(self, width: int) -> Sequence[Strip]:
        form, palette = self._form, self.palette()
        if form is None:
            return ()
        indent: list[Fragment] = [("  ", palette.text)]
        lines: list[Strip] = []
        if len(form.questions) > 1:
            lines += strips_of(self._tabs(form), width, indent)
        if self._at_end:
            for number, question in enumerate(form.questions):
                answer = form.shown(number) or SafeText("no answer yet")
                style = palette.text if form.is_answered(number) else palette.warning
                asked = f"{question.header or question.question}: ".replace("\n", " ")
                told = answer.replace("\n", " ")
                lines += strips_of([(asked, palette.muted), (told, style)], width, indent)
        else:
            for part in form.questions[form.at].question.split("\n"):
                lines += strips_of([(part, palette.strong)], width, indent)
        for word in self._how_long():
            lines += strips_of([(word, palette.muted)], width, indent)
        return lines

    def _tabs(self, form: QuestionForm) -> list[Fragment]:
        palette, ascii_only = self.palette(), self.ports.ascii_only
        names = [question.header or SafeText(str(n + 1)) for n, question in enumerate(form.questions)]
        tabs: list[Fragment] = []
        for number, name in enumerate((*names, SafeText("Send"))):
            last = number == len(names)
            done = last or form.is_answered(number)
            mark = "" if last else f"{glyph('done' if done else 'pending', ascii_only)} "
            here = number == form.at
            text = f"[{mark}{name}]" if here else f" {mark}{name} "
            tabs.append((text.replace("\n", " "), palette.strong if here else palette.muted))
        return tabs

    # --- how long it may wait ----------------------------------------------------------------------------------

    def _left(self) -> int | None:
        """Seconds until an answer is expected; None if nobody said when."""
        request = self.request
        if not isinstance(request, Questions) or request.auto_resolution_ms is None or self.sent is not None:
            return None
        over = request.arrived_at + request.auto_resolution_ms / 1000 - self.ports.steady()
        return max(0, round(over))

    def _how_long(self) -> list[str]:
        left = self._left()
        words = []
        if left is not None and left > 0:
            words.append(
                f"An answer is expected within {left}s; after that it still waits for you, or is withdrawn"
            )
        elif left == 0:
            words.append("The time for an answer is over; it still waits for you until it is withdrawn")
        if isinstance(self.request, Questions) and self.request.is_blocking:
            words.append("The agent cannot go on without an answer")
        return words

    def _run_clock(self) -> None:
        if self._clock is None and self.is_mounted and self._left():
            self._clock = self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        if self._clock is not None and not self._left():
            self._clock.stop()
            self._clock = None
        if self.display:
            self.head.renew()
