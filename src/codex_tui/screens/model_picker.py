"""The model picker: floats over a screen, and posts which model, effort and tier the next turns shall use."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.containers import Vertical
from textual.widgets import Input, Static

from codex_tui import messages as say
from codex_tui.keymap import Scope, bindings
from codex_tui.model.state import ConnectionState, ModelInfo
from codex_tui.screens.row_compositor import FloatingScreen
from codex_tui.theming import stylesheet
from codex_tui.widgets.choice_row import ChoiceRow
from codex_tui.widgets.key_hints import KeyHints
from codex_tui.widgets.model_list import ModelList

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codex_tui.model.keys import ThreadKey
    from codex_tui.ports import Ports

_STANDARD = "standard"
_ROWS_BESIDE_LIST = 11
"""Lines of the box that are not the list: border, filter, description, choices, hints."""


class ModelPicker(FloatingScreen[None]):
    """Chooses for a thread, or for the next new one if there is none."""

    CSS_PATH: ClassVar = [stylesheet("model_picker.tcss"), stylesheet("key_hints.tcss")]
    BINDINGS = bindings(Scope.PICKER)
    AUTO_FOCUS = "#model-filter"

    def __init__(self, ports: Ports, thread: ThreadKey | None) -> None:
        super().__init__()
        self._ports = ports
        self._thread = thread
        conversation = ports.state.conversations.get(thread) if thread is not None else None
        settings = conversation.settings if conversation is not None else ports.state.new_thread
        self._current = settings.model or ports.state.new_thread.model
        self._effort: str | None = settings.effort
        self._tier: str | None = settings.tier

    def compose(self) -> ComposeResult:
        ascii_only = self._ports.ascii_only
        with Vertical(id="picker") as box:
            box.border_title = "Model" if self._thread is not None else "Model of new threads"
            filter_input = Input(placeholder="filter", id="model-filter", compact=True)
            filter_input.cursor_blink = False
            yield filter_input
            yield ModelList(self._current, ascii_only=ascii_only, id="models")
            yield Static(id="no-models", markup=False)
            yield Static(id="description", markup=False)
            yield ChoiceRow("Effort", ascii_only=ascii_only, id="effort")
            yield ChoiceRow("Tier", ascii_only=ascii_only, id="tier")
            yield KeyHints(
                ("picker.choose", "picker.effort_up", "picker.tier", "picker.close"), keys=self._ports.keys
            )

    def on_mount(self) -> None:
        self._ports.subscribe(self, None)
        self._fill()

    @property
    def _models(self) -> ModelList:
        return self.query_one("#models", ModelList)

    # --- what is shown

    @on(say.ModelsLoaded)
    @on(say.ConnectionChanged)
    def _fill(self) -> None:
        words = self.query_one("#model-filter", Input).value.casefold().split()
        models = [
            model
            for model in self._ports.state.models
            if all(word in f"{model.name} {model.id} {model.description}".casefold() for word in words)
        ]
        self._models.show(models)
        self.query_one("#no-models", Static).update("" if models else self._why_none())
        for selector, shown in (("#models", models), ("#no-models", not models)):
            self.query_one(selector).display = bool(shown)
        self._show_choices()

    def _why_none(self) -> str:
        if self._ports.state.models:
            return "No model holds these words."
        if self._ports.state.server.state is ConnectionState.LOST:
            return "The server is gone, and with it its list of models."
        return "Listing the models"

    @on(ModelList.Moved)
    def _show_choices(self) -> None:
        model = self._models.current
        description = "" if model is None or self._models.describes else " ".join(model.description.split())
        self.query_one("#description", Static).update(description)
        self.query_one("#description").display = bool(description)
        if model is None:
            self.query_one("#effort", ChoiceRow).show((), 0)
            self.query_one("#tier", ChoiceRow).show((), 0)
            return
        efforts: list[str] = [effort.name for effort in model.efforts]
        effort = self._effort_of(model)
        at = efforts.index(effort) if effort in efforts else 0
        about = model.efforts[at].description if efforts else ""
        self.query_one("#effort", ChoiceRow).show(efforts, at, " ".join(about.split()))
        tiers = [None, *(tier.id for tier in model.tiers)]
        at = tiers.index(self._tier_of(model))
        self.query_one("#tier", ChoiceRow).show(
            [_STANDARD, *(tier.name for tier in model.tiers)],
            at,
            " ".join(model.tiers[at - 1].description.split()) if at else "",
        )

    def _effort_of(self, model: ModelInfo) -> str | None:
        """The effort that was wished for where the model has it, else the model's own default."""
        names: list[str] = [effort.name for effort in model.efforts]
        if self._effort in names:
            return self._effort
        if model.default_effort in names:
            return model.default_effort
        return names[0] if names else None

    def _tier_of(self, model: ModelInfo) -> str | None:
        return self._tier if any(tier.id == self._tier for tier in model.tiers) else None

    def on_resize(self, event: events.Resize) -> None:
        self._models.styles.max_height = max(2, event.size.height - _ROWS_BESIDE_LIST)

    # --- keys and mouse

    @on(Input.Changed, "#model-filter")
    def _filter_changed(self) -> None:
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

    def action_cursor_down(self) -> None:
        self._models.move(1)

    def action_cursor_up(self) -> None:
        self._models.move(-1)

    def action_effort(self, step: int) -> None:
        model = self._models.current
        if model is None or not model.efforts:
            return
        names: list[str] = [effort.name for effort in model.efforts]
        current = self._effort_of(model)
        at = names.index(current) if current in names else 0
        self._effort = names[max(0, min(len(names) - 1, at + step))]
        self._show_choices()

    def action_next_tier(self) -> None:
        model = self._models.current
        if model is None:
            return
        tiers = [None, *(tier.id for tier in model.tiers)]
        self._tier = tiers[(tiers.index(self._tier_of(model)) + 1) % len(tiers)]
        self._show_choices()

    @on(ModelList.Picked)
    def action_choose(self) -> None:
        # The keys typed just before lie in the queue of the filter still; what it says of them may come later yet.
        self.query_one("#model-filter", Input).call_later(self.call_later, self._choose)

    def _choose(self) -> None:
        self._fill()
        model = self._models.current
        if model is None:
            return
        self.post_message(
            say.ModelChosen(self._thread, model.id, self._effort_of(model), self._tier_of(model))
        )
        self.dismiss()

    def action_close(self) -> None:
        self.dismiss()
