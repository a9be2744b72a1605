"""The form of an MCP server: its fields one under the other, what is wrong under each, and the row that sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model import answers
from codex_tui.model.field_checks import NotAllowedError, allowed
from codex_tui.model.requests import ElicitationForm
from codex_tui.model.safe_text import SafeText
from codex_tui.model.schema_fields import FieldKind
from codex_tui.model.schema_form import is_typed, titles_of
from codex_tui.render.glyphs import glyph
from codex_tui.widgets.requests.drawn import DrawnLines, OptionRow, OptionRows, strips_of
from codex_tui.widgets.requests.entry_box import EntryBox
from codex_tui.widgets.requests.filled import FilledBody

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.strip import Strip
    from textual.widget import Widget

    from codex_tui.model.answers import Answer
    from codex_tui.model.requests import Request
    from codex_tui.model.schema_form import SchemaForm
    from codex_tui.ports import Ports
    from codex_tui.render.layout import Fragment
    from codex_tui.render.palette import Palette


class FieldParts:
    """The widgets of one field: its title, where it is filled in, and what is wrong with it."""

    def __init__(self, body: FormBody, number: int) -> None:
        self._body = body
        self.number = number
        self.left = False
        """Whether a person was here and went on; what is wrong is said only then."""
        self.title = DrawnLines(self._title_lines)
        field = body.form.fields[number]
        self.entry: EntryBox | OptionRows = (
            EntryBox(body.wanted) if is_typed(field) else OptionRows(body.ports, body.palette, body.wanted)
        )
        self.problem = DrawnLines(self._problem_lines)
        self.renew()

    @property
    def widgets(self) -> tuple[Widget, ...]:
        return self.title, self.entry, self.problem

    def renew(self) -> None:
        """Brings the widgets up to date with the form."""
        form, number = self._body.form, self.number
        field, entry = form.fields[number], form.entry(number)
        if isinstance(self.entry, EntryBox):
            self.entry.put(entry.text, proposed=form.proposed_text(number))
        else:
            many = field.kind is FieldKind.SOME_OF
            self.entry.show(
                [
                    OptionRow(title, chosen=choice in entry.chosen, many=many)
                    for choice, title in enumerate(titles_of(field))
                ]
            )
        self.problem.renew()

    def _title_lines(self, width: int) -> Sequence[Strip]:
        palette, field = self._body.palette(), self._body.form.fields[self.number]
        dot = f" {glyph('separator', self._body.ports.ascii_only)} "
        named = f" ({SafeText(field.raw_name)})" if field.raw_name and self._is_ambiguous() else ""
        said = dot.join(filter(None, ("needed" if field.required else "", allowed(field))))
        indent: list[Fragment] = [("  ", palette.text)]
        title = [(f"{field.title}{named}".replace("\n", " "), palette.strong)]
        lines = strips_of([*title, (f"{dot}{said}" if said else "", palette.muted)], width, indent)
        for part in field.description.split("\n") if field.description else ():
            lines += strips_of([(part, palette.muted)], width, indent)
        return lines

    def _is_ambiguous(self) -> bool:
        fields = self._body.form.fields
        return sum(field.title == fields[self.number].title for field in fields) > 1

    def _problem_lines(self, width: int) -> Sequence[Strip]:
        problem = self._body.form.problem(self.number) if self.left else ""
        if not problem:
            return ()
        palette = self._body.palette()
        mark: list[Fragment] = [(f"  {glyph('notice', self._body.ports.ascii_only)} ", palette.error)]
        return strips_of([(problem, palette.error)], width, mark)


class FormBody(FilledBody):
    """Takes the values of one form."""

    INVITED_TO = ("form.next", "form.decline", "form.cancel")

    form: SchemaForm

    def __init__(self, ports: Ports, palette: Callable[[], Palette]) -> None:
        super().__init__(ports, palette)
        self.head = DrawnLines(self._head_lines)
        self._fields: list[FieldParts] = []

    def compose(self) -> ComposeResult:
        yield self.head
        for parts in self._fields:
            yield from parts.widgets
        yield self.ready

    # --- what it shows -----------------------------------------------------------------------------------------

    def present(self, request: Request, sent: Answer | None) -> None:
        new = request != self.request
        super().present(request, sent)
        assert isinstance(request, ElicitationForm)
        form = self.ports.forms.fields(request)
        if new:
            self.form = form
            old = [widget for parts in self._fields for widget in parts.widgets]
            self._fields = [FieldParts(self, number) for number in range(len(form.fields))]
            if self.head.parent is not None:
                for widget in old:
                    widget.remove()
                self.mount(*(widget for parts in self._fields for widget in parts.widgets), after=self.head)
            self.scroll_home(animate=False)
        self.refill()

    def refill(self) -> None:
        for parts in self._fields:
            parts.renew()
        self._show_ready()
        self.head.renew()

    def question(self) -> str:
        request = self.request
        return f"{request.server} asks" if isinstance(request, ElicitationForm) else ""

    def stops(self) -> Sequence[Widget]:
        return [*(parts.entry for parts in self._fields), self.ready]

    def first_stop(self) -> Widget | None:
        return self.stops()[self.form.at]

    def go(self, part: Widget | None) -> None:
        stops = list(self.stops())
        if part in stops:
            self.form.at = stops.index(part)
        super().go(part)

    def _parts_of(self, widget: Widget) -> FieldParts | None:
        return next((parts for parts in self._fields if parts.entry is widget), None)

    def _show_ready(self) -> None:
        form = self.form
        count = len(form.fields)
        wrong = form.first_problem()
        if wrong is not None:
            words = f"{form.fields[wrong].title}: {form.problem(wrong)}; {self.key('form.next')} goes there"
        elif count:
            words = f"{len(form.content())} of {count} filled in"
        else:
            words = "nothing is to be filled in"
        self.ready.show([OptionRow(SafeText("Send"), SafeText(words), chosen=None)], 0)

    def around(self, part: Widget) -> Sequence[Widget]:
        parts = self._parts_of(part)
        return (parts.problem, parts.title) if parts is not None else ()

    # --- keys --------------------------------------------------------------------------------------------------

    def key_actions(self, part: Widget | None) -> Sequence[str]:
        if isinstance(part, EntryBox):
            return ("entry.next", "entry.back", "entry.send", "entry.later")
        refusals = ("form.decline", "form.cancel", "form.zoom", "form.later")
        if part is self.ready:
            return ("form.next", "form.back", *refusals)
        return ("form.choose", "form.next", "form.send", *refusals)

    def act(self, part: Widget, what: str) -> None:
        self._keep(part)
        if what == "written":
            parts = self._parts_of(part)
            if parts is not None:
                parts.problem.renew()
            self._show_ready()
        elif what == "choose":
            self._choose(part)
        elif what == "next":
            if part is self.ready:
                self._send()
            else:
                self._leave(part, 1)
        elif what in ("forward", "down"):
            self._leave(part, 1)
        elif what in ("back", "up"):
            self._leave(part, -1)
        elif what == "send":
            self._to_the_end(part)

    def _keep(self, part: Widget) -> None:
        """Puts into the form what stands in a box."""
        parts = self._parts_of(part)
        if parts is not None and isinstance(part, EntryBox):
            self.form.write(parts.number, part.text)

    def _choose(self, part: Widget) -> None:
        parts = self._parts_of(part)
        if parts is not None and isinstance(part, OptionRows):
            self.form.choose(parts.number, part.at)
            parts.renew()
            self._show_ready()

    def _leave(self, part: Widget, by: int) -> None:
        """Goes on; what is wrong with what was left is said now."""
        parts = self._parts_of(part)
        if parts is not None:
            parts.left = True
            parts.problem.renew()
        self._show_ready()
        self.step_from(part, by)
        if self.screen.focused is self.ready and part is not self.ready:
            self.restart_guard()

    def _to_the_end(self, part: Widget) -> None:
        for parts in self._fields:
            parts.left = True
            parts.problem.renew()
        self._show_ready()
        wrong = self.form.first_problem()
        if wrong is not None:
            self.go(self._fields[wrong].entry)
        elif part is self.ready:
            self._send()
        else:
            self.restart_guard()
            self.go(self.ready)

    def _send(self) -> None:
        request = self.request
        try:
            content = self.form.content()
        except NotAllowedError:
            self._to_the_end(self.ready)
            return
        if isinstance(request, ElicitationForm) and self.may_answer():
            self.send(answers.fill_form(request, content, tuple(self.form.shown())))

    # --- drawing -----------------------------------------------------------------------------------------------

    def _head_lines(self, width: int) -> Sequence[Strip]:
        request, palette = self.request, self.palette()
        if not isinstance(request, ElicitationForm):
            return ()
        indent: list[Fragment] = [("  ", palette.text)]
        return [
            line
            for part in request.message.split("\n")
            for line in strips_of([(part, palette.text)], width, indent)
        ]
