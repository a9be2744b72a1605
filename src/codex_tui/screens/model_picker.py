"""The model picker: floats over a screen, and posts which model, effort and tier the next turns shall use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.widgets import Input, Static

from codex_tui import messages as say
from codex_tui.keymap import Scope, bindings, key_label
from codex_tui.messages.models import DefaultModelWanted, ModelsMarked, ModelsWanted
from codex_tui.model.catalogue import ModelInfo
from codex_tui.model.model_choice import ModelChoice
from codex_tui.model.safe_text import SafeText
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.screens.floating import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.cut_text import CutText
from codex_tui.widgets.filter_input import FilterInput
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.model_list import ModelList

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from codex_tui.model.conversation import Conversation
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_STANDARD = "standard"
_LOW = 20
"""Rows of the screen below which nothing in the box is free."""
_ROWS_BESIDE_LIST, _FREE_ROWS = 8, 4
"""Lines of the box that are not the list: border, filter, choices, hints; and those that are free between them."""
_NOTES, _NOTES_LOW = 3, 2
"""Lines for what is to be said of the model under the cursor."""
_CHOICES = 4
"""Lines of effort and tier."""
_HINTS = (
    "picker.choose",
    "picker.effort_up",
    "picker.default",
    "picker.mark",
    "picker.tier",
    "picker.hidden",
    "picker.close",
)
_HINTS_COMPARING = ("picker.choose", "picker.mark", "picker.effort_up", "picker.tier", "picker.close")


class ModelPicker(FloatingScreen[None]):
    """Chooses for a thread, or for the next new one if there is none; or marks several, for one prompt on all of them.

    Args:
        ports: the model, and how to hear of it.
        thread: whose next turns use it.
        compared: opened to mark several for this prompt.
    """

    CSS_PATH: ClassVar = [stylesheet("model_picker.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.PICKER)
    AUTO_FOCUS = "#model-filter"

    def __init__(self, ports: Ports, thread: ThreadKey | None, compared: Draft | None = None) -> None:
        super().__init__()
        self._compared = compared
        self._compares = compared is not None
        self._ports = ports
        self._thread = thread
        settings = self._conversation.settings if self._conversation is not None else self._state.new_thread
        self._current = settings.model or self._state.new_thread.model
        self._effort: str | None = settings.effort
        self._tier: str | None = settings.tier
        self._note = ""
        """What was known of an earlier default; another one is news."""
        self._hidden_too = False
        self._filter = ""

    def compose(self) -> ComposeResult:
        ascii_only = self._ports.ascii_only
        with Vertical(id="picker") as box:
            box.border_title = self._title
            yield FilterInput(Scope.PICKER, keys=self._ports.keys, id="model-filter")
            yield ModelList(self._current, ascii_only=ascii_only, id="models")
            yield Static(id="no-models", markup=False)
            yield CutText(ascii_only=ascii_only, id="notes")
            yield ChoiceRow("Effort", ascii_only=ascii_only, about_below=True, id="effort")
            yield ChoiceRow("Tier", ascii_only=ascii_only, about_below=True, id="tier")
            yield KeyHints(_HINTS, keys=self._ports.keys)

    @property
    def _title(self) -> str:
        if self._compares:
            return "Mark models to compare"
        return "Model" if self._thread is not None else "Model of new threads"

    def on_mount(self) -> None:
        self._note = self._state.default_model_note
        self._ports.subscribe(self, None)
        if self._thread is not None:
            self._ports.subscribe(self, self._thread)
        self._say_since()
        self._fill()

    @property
    def _models(self) -> ModelList:
        return self.query_one("#models", ModelList)

    @property
    def _state(self) -> AppState:
        """The state of the server whose models are chosen from."""
        return self._ports.state.of(self._thread)

    @property
    def _conversation(self) -> Conversation | None:
        conversations = self._ports.state.conversations
        return conversations.get(self._thread) if self._thread is not None else None

    # --- what is shown

    @on(say.TurnStarted)
    @on(say.TurnCompleted)
    def _say_since(self) -> None:
        """Says from when a choice holds, where that is not at once."""
        runs = self._conversation is not None and self._conversation.active_turn is not None
        said, marked = "holds from the next turn" if runs else "", len(self._models.marked)
        if marked or self._compares:
            said = f"{marked} marked" + ("" if marked > 1 else ", two or more are compared")
        self.query_one("#picker").border_subtitle = said
        several = {"picker.choose": "run"} if marked > 1 or self._compares else None
        self.query_one(KeyHints).show(_HINTS_COMPARING if self._compares else _HINTS, several)

    @on(say.ModelsLoaded)
    @on(say.ConnectionChanged)
    def _fill(self) -> None:
        words = self._filter.casefold().split()
        models = [
            model
            for model in self._all()
            if all(word in f"{model.name} {model.id} {model.description}".casefold() for word in words)
        ]
        self._models.show(models)
        self.query_one("#no-models", Static).update("" if models else self._why_none())
        for selector, shown in (("#models", models), ("#no-models", not models)):
            self.query_one(selector).display = bool(shown)
        self._show_choices()

    def _all(self) -> list[ModelInfo]:
        state = self._state
        models = [*state.models, *(state.hidden_models if self._hidden_too else ())]
        used = self._current
        if used and models and all(model.id != used for model in models):
            known = state.model_info(used) or ModelInfo(
                used, used, SafeText("in use; the server does not list it"), False, (), None, ()
            )
            models.insert(0, known)
        return models

    def _why_none(self) -> str:
        state = self._state
        again = key_label("picker.reload", self._ports.keys)
        if state.models:
            return "No model holds these words."
        if state.server.state is ConnectionState.LOST:
            return "The server is gone, and with it its list of models."
        if state.models_problem:
            return f"The models could not be listed: {state.models_problem}. {again} tries again."
        if state.models_listed:
            hidden = key_label("picker.hidden", self._ports.keys)
            return f"The server lists no model. {hidden} shows hidden ones, {again} asks again."
        return "Listing the models"

    @on(ModelList.Moved)
    def _show_choices(self) -> None:
        model = self._models.current
        self.query_one("#notes", CutText).show(self._notes(model))
        self._fit()
        if model is None:
            self.query_one("#effort", ChoiceRow).show((), 0)
            self.query_one("#tier", ChoiceRow).show((), 0)
            return
        efforts: list[str] = [effort.name for effort in model.efforts]
        effort = model.nearest_effort(self._effort)
        at = efforts.index(effort) if effort in efforts else 0
        about = model.efforts[at].description if efforts else ""
        self.query_one("#effort", ChoiceRow).show(efforts, at, " ".join(about.split()))
        tiers = [None, *(tier.id for tier in model.tiers)]
        at = tiers.index(self._tier_of(model))
        self.query_one("#tier", ChoiceRow).show(
            [_STANDARD, *(tier.name.lower() for tier in model.tiers)],
            at,
            " ".join(model.tiers[at - 1].description.split()) if at else "",
        )

    def _notes(self, model: ModelInfo | None) -> str:
        """What came of writing a default; else what there is to know of a model beside its name."""
        if self._written or model is None:
            return self._written
        notes = [] if self._models.describes else [_sentence(model.description)]
        if model.upgrade:
            notes.append(f"Replaced by {model.upgrade}. {_sentence(model.upgrade_note)}")
        if model.retires_at is not None:
            notes.append(f"It goes away on {time.strftime('%Y-%m-%d', time.localtime(model.retires_at))}.")
        notes.append(_sentence(model.notice))
        return " ".join(notes)

    @property
    def _written(self) -> str:
        """What came of writing a default since the picker was opened."""
        written = self._state.default_model_note
        return "" if written == self._note else written

    def _tier_of(self, model: ModelInfo) -> str | None:
        return self._tier if any(tier.id == self._tier for tier in model.tiers) else None

    @on(events.Resize)
    def _fit(self) -> None:
        """Gives the list what the rest of the box leaves; what came of a default has the room of the choices."""
        height, low = self.size.height, self.size.height < _LOW
        self.query_one("#picker").set_class(low, "-low")
        notes = _NOTES_LOW if low else _NOTES
        beside = _ROWS_BESIDE_LIST + notes + (0 if low else _FREE_ROWS)
        self._models.styles.max_height = max(2, height - beside)
        written = self._written != ""
        for row in self.query(ChoiceRow):
            row.display = not written
        self.query_one("#notes").styles.height = notes + (_CHOICES if written else 0)

    # --- keys and mouse

    @on(Input.Changed, "#model-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self._filter = event.value
        self._fill()

    @on(ChoiceRow.Clicked, "#effort")
    def _effort_clicked(self, event: ChoiceRow.Clicked) -> None:
        if (model := self._models.current) is not None:
            self._effort = model.efforts[event.index].name
            self._show_choices()

    @on(ChoiceRow.Clicked, "#tier")
    def _tier_clicked(self, event: ChoiceRow.Clicked) -> None:
        if (model := self._models.current) is not None:
            self._tier = model.tiers[event.index - 1].id if event.index else None
            self._show_choices()

    def _in_turn(self, act: Callable[..., None], *arguments: object) -> None:
        """Does what a key means for the list as what was typed before that key filters it, and nothing typed later."""
        line = self.query_one("#model-filter", Input)
        line.call_later(lambda: self.call_later(self._act, line.value, act, *arguments))

    def _act(self, filtered_by: str, act: Callable[..., None], *arguments: object) -> None:
        self._filter = filtered_by
        self._fill()
        act(*arguments)

    def action_cursor_down(self) -> None:
        self._in_turn(self._move, 1)

    def action_cursor_up(self) -> None:
        self._in_turn(self._move, -1)

    def _move(self, rows: int) -> None:
        self._note = self._state.default_model_note  # it was read
        self._models.move(rows)

    def action_effort(self, step: int) -> None:
        self._in_turn(self._step_effort, step)

    def _step_effort(self, step: int) -> None:
        model = self._models.current
        if model is None or not model.efforts:
            return
        names: list[str] = [effort.name for effort in model.efforts]
        current = model.nearest_effort(self._effort)
        at = names.index(current) if current in names else 0
        self._effort = names[max(0, min(len(names) - 1, at + step))]
        self._show_choices()

    def action_next_tier(self) -> None:
        self._in_turn(self._next_tier)

    def _next_tier(self) -> None:
        model = self._models.current
        if model is None:
            return
        tiers = [None, *(tier.id for tier in model.tiers)]
        self._tier = tiers[(tiers.index(self._tier_of(model)) + 1) % len(tiers)]
        self._show_choices()

    def action_mark(self) -> None:
        self._in_turn(self._mark)

    def _mark(self) -> None:
        """Marks the model under the cursor with what is chosen for it."""
        if (choice := self._choice()) is not None:
            self._models.toggle_mark(choice)
            self._say_since()

    def action_toggle_hidden(self) -> None:
        self._in_turn(self._toggle_hidden)

    def _toggle_hidden(self) -> None:
        self._hidden_too = not self._hidden_too
        self._fill()

    def action_reload(self) -> None:
        self.post_message(ModelsWanted(self._thread))

    def _choice(self) -> ModelChoice | None:
        """The model under the cursor with what is chosen for it."""
        model = self._models.current
        if model is None:
            return None
        return ModelChoice(model.id, model.nearest_effort(self._effort), self._tier_of(model))

    @on(ModelList.Picked)
    def action_choose(self) -> None:
        self._in_turn(self._choose)

    def _choose(self) -> None:
        marked = tuple(self._models.marked.values())
        if len(marked) > 1:
            self.post_message(ModelsMarked(self._thread, marked, self._compared))
            self.dismiss()
        elif self._compares:
            if not marked or marked[0] != self._choice():
                self._mark()
        elif (choice := self._choice()) is not None:
            self._use(choice)
            self.dismiss()

    def action_make_default(self) -> None:
        self._in_turn(self._make_default)

    def _make_default(self) -> None:
        """Uses it, and has it written; what came of that is read here."""
        if (choice := self._choice()) is not None:
            self._note = ""
            self._use(choice)
            self.post_message(DefaultModelWanted(self._thread, choice))

    def _use(self, choice: ModelChoice) -> None:
        self.post_message(say.ModelChosen(self._thread, choice.model, choice.effort, choice.tier))

    def action_close(self) -> None:
        self.dismiss()


def _sentence(text: str) -> str:
    """A text that ends like one."""
    text = " ".join(text.split())
    return text if not text or text[-1] in ".!?…" else f"{text}."
