"""The Textual application: two screens and what they share.

Top of the layers under the command line. The app holds no protocol logic: intents go to `Intents`, and the session's
facts reach the widgets through the dispatcher, not through here. What speaks to the server is imported after the first
paint and runs beside the app, around `run_async`, so that a failed connection is state on a screen and never an
exception inside of Textual.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ScreenStackError
from textual.screen import ModalScreen

from codex_tui import line_caches, made_late
from codex_tui.around_stage import AroundStage
from codex_tui.board_dialogs import BoardDialogs
from codex_tui.conversation_stage import CONVERSATION, THREADS
from codex_tui.crashes.trail import note
from codex_tui.key_hold import KeyHold
from codex_tui.keymap import Scope, bindings
from codex_tui.messages import Intent, NewThread, ReconnectWanted, ThreadsActedOn
from codex_tui.model.running import running_threads
from codex_tui.model.state import AppState, ConnectionState
from codex_tui.parsed_stylesheet import ParsedStylesheet
from codex_tui.ports import Ports
from codex_tui.session.dispatcher import Dispatcher
from codex_tui.settings.loading import Loaded
from codex_tui.store.drafts import DraftStore
from codex_tui.store.hidden_threads import HiddenStore
from codex_tui.store.history import HistoryStore
from codex_tui.store.layout import LayoutStore
from codex_tui.theming import UNSEEN, Seen, stylesheet

if TYPE_CHECKING:
    from codex_tui.intents import Intents
    from codex_tui.job_control import JobControl
    from codex_tui.model.draft import Draft
    from codex_tui.model.keys import ThreadKey
    from codex_tui.model.message_hits import FoundMessage
    from codex_tui.model.rewind import RewindLoss
    from codex_tui.screens.conversation import ConversationScreen
    from codex_tui.screens.threads import ThreadsScreen
    from codex_tui.widgets.thread_list import ThreadList

CHANGES = "changes"
"""Id of the diff screen, which lies above the conversation."""


_NOT_UNDER_A_DIALOG = frozenset(
    {
        "choose_model",
        "step_effort",
        "compare",
        "show_threads",
        "new_thread",
        "next_waiting",
        "inbox",
        "show_rules",
        "help",
        "show_permissions",
        "toggle_plan",
        "show_page",
        "side",
    }
    | {"show_settings", "show_keys", "show_themes"}
)
_FROM_WHAT_IS_READ = frozenset({"next_waiting", "inbox"})
"""Of these, what works where a dialog only shows something: nothing that was typed is lost with it."""


class CodexTui(AroundStage):
    """The application; its result is the sentence to print if it could not start, else None."""

    TITLE = "codex-tui"
    # Those of the first screen too: loaded with the screen they would have everything parsed a second time.
    CSS_PATH: ClassVar = [stylesheet(name) for name in ("app.tcss", "threads.tcss", "key_hints.tcss")]
    BINDINGS = bindings(Scope.APP)
    ENABLE_COMMAND_PALETTE = False  # Textual's; ours is `screens.palette`
    DEFAULT_MODE = THREADS
    stylesheet: ParsedStylesheet

    def __init__(self, folder: str, loaded: Loaded | None = None, *, seen: Seen = UNSEEN) -> None:
        super().__init__()
        line_caches.let_go()
        loaded = loaded or Loaded()
        self.state = AppState(folder)
        self.state.board.listing.cwd = self.state.folder
        self.key_hold = KeyHold()
        self._new_conversations = 0
        self.dispatcher = Dispatcher(hold=self.key_hold.left)
        self.drafts = DraftStore(folder, on_problem=self.say_not_kept)
        self.ports = Ports(
            state=self.state,
            subscribe=self.dispatcher.subscribe,
            unsubscribe=self.dispatcher.unsubscribe,
            drafts=self.drafts,
            history=HistoryStore(folder, most=loaded.settings.input.history, on_problem=self.say_not_kept),
            layout=LayoutStore(on_problem=self.say_not_kept),
            comments=cache(partial(made_late.comments, self.say_not_kept)),
            pictures=cache(made_late.pictures),
            images=cache(made_late.images),
            clock=time.time,
            monotonic=time.monotonic,
            hold=self.key_hold.left,
            echoed=self.key_hold.echoed,
        )
        self.begin_with(loaded, seen)
        self.dialogs = BoardDialogs(self, self.ports)
        self.hidden = HiddenStore(on_problem=self.say_not_kept)
        self.painted = asyncio.Event()
        self.jobs: JobControl | None = None
        self.add_mode(THREADS, self._threads_screen)
        self.add_mode(CONVERSATION, self._conversation_screen)
        self.stylesheet = ParsedStylesheet(self.get_css_variables())
        self._styled = False

    @cached_property
    def intents(self) -> Intents:
        """Who does what a person wants: imported with the first wish, or after the first paint."""
        from codex_tui.intents import Intents

        return Intents(self, self.state, self.drafts)

    def on_mount(self) -> None:
        self._styled = True
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for this when the theme is set and when the first mode begins: for widgets not yet there.

        They are styled as they are mounted. Until then each call would only parse every stylesheet once more.
        """
        if self._styled:
            super().refresh_css(animate)

    def on_ready(self) -> None:
        """Textual's word that the first screen is laid out; before that it cannot be left again safely."""
        self.call_after_refresh(self.painted.set)

    # The screen that is not shown first is not imported before it is wanted.

    def _threads_screen(self) -> ThreadsScreen:
        from codex_tui.screens.threads import ThreadsScreen

        return ThreadsScreen(self.ports)

    def _conversation_screen(self) -> ConversationScreen:
        from codex_tui.screens.conversation import ConversationScreen

        return ConversationScreen(self.ports, None)

    def clear_selection(self) -> None:
        # Tasks start at once on Python 3.12 and newer: an Input of the first screen then asks for this while it is
        # mounted, before Textual has put that screen on its stack.
        with suppress(ScreenStackError):
            super().clear_selection()

    # What intents need: the Stage protocol.

    async def show_conversation(self, thread: ThreadKey | None) -> None:
        await self.switch_mode(CONVERSATION)
        side = self.side_shown()
        if side is not None and side.source == thread:
            return  # it goes on where it was left
        while len(self.screen_stack) > 1:  # the changes of the thread that was shown
            await self.pop_screen()
        self._new_conversations += thread is None
        screen = self.conversation_screen()
        if screen is not None:
            screen.show(thread)
        self.tell_title()

    def new_conversations(self) -> int:
        return self._new_conversations

    def read(self, thread: ThreadKey) -> None:
        """Gives keys to what is read of a thread, where that is shown."""
        screen = self.conversation_screen()
        if screen is not None and screen.thread == thread:
            # Behind the composer, which is to get the focus by a message that is on its way.
            self.call_later(screen.action_focus_transcript)

    def show_found(self, thread: ThreadKey, term: str, message: FoundMessage | None) -> None:
        """Shows a message that was found by a term, if one has not gone elsewhere meanwhile."""
        screen = self.conversation_screen()
        if screen is not None and screen.thread == thread:
            screen.show_found(term, message)

    async def show_changes(self, thread: ThreadKey, turn: str | None, path: str | None) -> None:
        from codex_tui.screens.diff import DiffScreen

        await self.push_screen(DiffScreen(self.ports, thread, turn=turn, path=path))

    async def show_threads(self) -> None:
        """Goes to the board, with the cursor on the thread that is left, before any key that was typed behind it."""
        left = self.shown_thread()
        await self.switch_mode(THREADS)
        if (threads := self._thread_list()) is not None:
            if left is not None:  # not one that is only being begun
                threads.move_to(left)
            threads.moved = False

    def point_at(self, thread: ThreadKey) -> None:
        """Puts the cursor of the list on a thread that was just begun, unless a person moved it meanwhile."""
        threads = self._thread_list()
        if threads is not None and not threads.moved:
            threads.move_to(thread)

    def _thread_list(self) -> ThreadList | None:
        """The list of threads, if it is shown."""
        from codex_tui.screens.threads import ThreadsScreen

        screen = self.screen_stack[0]
        return screen.threads if isinstance(screen, ThreadsScreen) and screen.is_mounted else None

    def copy(self, text: str) -> str:
        self.copy_to_clipboard(text)
        return self.copy_doubt()

    def put_back(self, prompt: Draft) -> None:
        """No thread came of a first prompt: it is the draft of a new thread, shown or not."""
        self.drafts.put_before(None, prompt)
        screen = self.conversation_screen()
        if screen is not None and screen.thread is None:
            screen.put_draft(prompt)

    async def ask_rewind(self, loss: RewindLoss, folder: str) -> bool:
        from codex_tui.screens.rewind_question import ask_rewind

        return await ask_rewind(self, loss, folder, keys=self.ports.keys)

    def rewound(self, thread: ThreadKey, prompt: Draft) -> None:
        """A turn is gone; what was asked in it is written again before what is being written."""
        screen = self.conversation_screen()
        if screen is not None and screen.thread == thread:
            screen.rewound(prompt)
        elif prompt.text:
            self.drafts.put_before(thread, prompt)

    async def edit_draft(self, thread: ThreadKey | None, draft: Draft) -> None:
        from codex_tui.draft_editing import edit_text

        text, problem = await edit_text(self, draft.expanded, self.ports.settings.input.editor)
        if problem:
            self.say(problem, problem=True)
        screen = self.conversation_screen()
        if text is None:
            return
        if screen is not None and screen.thread == thread:
            screen.composer.edited(draft, text)
        else:
            self.drafts.put_before(thread, draft.folded_again(text))

    def acted_on(self, threads: tuple[ThreadKey, ...]) -> None:
        self.dispatcher.post(ThreadsActedOn(threads))

    def leave(self, problem: str | None) -> None:
        self.exit(problem)

    @on(Intent)
    async def _intent(self, intent: Intent) -> None:
        note(type(intent).__name__)
        await self.intents.handle(intent)

    # Actions of the keymap's APP scope.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a dialog the keys that would change what lies below it do nothing."""
        if self.takes_any_key:
            return False
        if isinstance(self.screen, ModalScreen) and action in _NOT_UNDER_A_DIALOG:
            return (
                self.only_shows
                if action in _FROM_WHAT_IS_READ
                else action == "help" and bool(self.help_scopes)
            )
        return super().check_action(action, parameters)

    async def action_show_threads(self) -> None:
        await self.show_threads()

    async def action_go(self, intent: Intent) -> None:
        """Does what leads to another screen, while the keys that were typed after it wait."""
        await self.intents.handle(intent)

    async def action_new_thread(self) -> None:
        shown = self.shown_thread()
        await self.intents.handle(NewThread(server=shown.server if shown is not None else None))

    def action_help(self) -> None:
        from codex_tui.screens.help import HelpScreen

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
            return
        here = self._scopes()
        elsewhere = [scope for scope in Scope if scope not in here]
        idle = self.without_effect()
        self.push_screen(HelpScreen(here, keys=self.ports.keys, elsewhere=elsewhere, without=idle))

    def action_suspend_process(self) -> None:
        """Stops as a job of the shell, which goes on with it."""
        if self.jobs is None or not self.jobs.suspend():
            self.not_suspended()

    def not_suspended(self) -> None:
        self.say("codex-tui was not suspended: no shell is there that could continue it.", problem=True)

    async def action_quit(self) -> None:
        """Leaves; while turns run only after a question, unless the settings want it otherwise."""
        asks = self.ports.settings.input.ask_before_leaving
        if asks == "never" or (asks == "running" and not running_threads(self.state)):
            self.leave_now()
            return
        from codex_tui.screens.quit_question import QuitQuestion

        if not isinstance(self.screen, QuitQuestion):
            await self.push_screen(
                QuitQuestion(self.ports), lambda leaves: self.leave_now() if leaves else None
            )

    def leave_now(self, code: int = 0) -> None:
        """Leaves without a question; what was typed is kept."""
        self.keep_what_is_typed()
        self.exit(return_code=code)

    async def action_reconnect(self) -> None:
        lost = any(
            one.silent or one.state is not ConnectionState.READY for one in self.state.servers.values()
        )
        self.say("Trying again" if lost else "Nothing to reconnect: the server is there")
        await self.intents.handle(ReconnectWanted())

    def action_command_palette(self) -> None:
        """Offers what answers on the screen that is shown; a second time, closes it again."""
        from codex_tui.command_palette import PaletteRows
        from codex_tui.screens.palette import PaletteScreen

        if isinstance(self.screen, PaletteScreen):
            self.screen.dismiss()
            return
        shown = self.conversation_screen()
        idle = self.without_effect()
        rows = PaletteRows(self, self.ports.keys, idle).of(
            self.screen, shown if shown is self.screen else None
        )
        self.push_screen(PaletteScreen(self.ports, rows))

    def _scopes(self) -> tuple[Scope, ...]:
        if self.help_scopes:
            return (*self.help_scopes, Scope.APP)
        if self.in_inbox:
            return (Scope.INBOX, Scope.APPROVAL, Scope.RULE, Scope.APP)
        if self.screen.id == CHANGES:
            return (Scope.DIFF, Scope.COMMENT, Scope.APP)
        if not self.in_conversation():
            return (Scope.THREADS, Scope.APP)
        requests = (Scope.APPROVAL, Scope.RULE, Scope.FORM, Scope.ENTRY, Scope.PAGE)
        return (
            Scope.COMPOSER,
            Scope.CONVERSATION,
            Scope.TRANSCRIPT,
            Scope.EDITING,
            Scope.RECALL,
            Scope.MENU,
            Scope.FIND,
            Scope.MAP,
            *requests,
            Scope.APP,
        )


class StartsInConversation(CodexTui):
    """The same application with a conversation as its first screen."""

    CSS_PATH: ClassVar = [
        stylesheet(name)
        for name in (
            *("app.tcss", "transcript.tcss", "conversation.tcss"),
            *("composer_menu.tcss", "requests.tcss"),
        )
    ]
    DEFAULT_MODE = CONVERSATION
