"""The table of actions is sound: it is what bindings, hints, help and the palette are made from."""

from collections import Counter
from itertools import combinations

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # what its parser makes of bytes is nowhere public
from textual.binding import Binding

from codex_tui.keymap import ACTIONS, Scope, bindings, in_scope, key_label, keys_of, spoken

INDISTINCT = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+left_square_bracket", "ctrl+["}
KEPT_BY_TERMINALS = {"ctrl+s", "ctrl+q", "ctrl+z"}
READ_AS_ANOTHER_KEY = {
    f"alt+{sequence[1]}"
    for sequence in ANSI_SEQUENCES_KEYS
    if len(sequence) == 2 and sequence[0] == "\x1b" and sequence[1].isalnum()
}
"""What a terminal without the Kitty protocol sends for these, Textual takes for something else."""


def test_the_id_of_an_action_is_its_key_in_the_table():
    assert all(name == action.id for name, action in ACTIONS.items())


def test_bindings_carry_the_id_so_that_settings_can_give_other_keys():
    made = [binding for scope in Scope for binding in bindings(scope)]
    ids = [binding.id for binding in made if isinstance(binding, Binding)]
    assert Counter(ids) == Counter(iter(ACTIONS))


def test_every_action_says_what_it_does():
    for action in ACTIONS.values():
        assert action.help[0].isupper(), action.id
        assert not action.help.endswith("."), action.id


@pytest.mark.parametrize("scope", Scope)
def test_no_two_actions_of_a_scope_share_a_key(scope):
    counted = Counter(key for action in in_scope(scope) for key in keys_of(action.id))
    assert [key for key, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope is not Scope.APP])
def test_no_key_of_a_screen_is_taken_from_it_by_the_app(scope):
    taken = {key for action in in_scope(Scope.APP) if action.priority for key in keys_of(action.id)}
    assert [action.id for action in in_scope(scope) if taken & set(keys_of(action.id))] == []


def test_keys_that_terminals_swallow_or_confuse_are_never_the_only_ones():
    assert "alt+f" in READ_AS_ANOTHER_KEY
    unreachable = INDISTINCT | KEPT_BY_TERMINALS | READ_AS_ANOTHER_KEY
    keys = {action.id: set(keys_of(action.id)) for action in ACTIONS.values()}
    assert [action for action, own in keys.items() if own and own <= unreachable] == []


def test_keys_that_win_over_the_focus_are_never_ones_that_type():
    for action in ACTIONS.values():
        if action.priority and action.scope in (Scope.APP, Scope.CONVERSATION):
            for key in keys_of(action.id):
                assert key.startswith(("alt+", "ctrl+")) or key[1:].isdigit(), (action.id, key)


def test_a_key_is_written_as_people_write_it():
    assert key_label("threads.filter") == "/"
    assert key_label("composer.send") == "enter"
    assert key_label("conversation.interrupt") == "esc"
    assert spoken("ctrl+up") == "ctrl+↑"


def test_keys_of_the_settings_replace_those_of_the_table():
    assert keys_of("threads.open", {"threads.open": "o, ctrl+o"}) == ("o", "ctrl+o")
    assert key_label("threads.open", {"threads.open": "slash"}) == "/"


def test_every_action_is_a_method_of_the_widget_that_binds_it():
    from codex_tui.app import CodexTui
    from codex_tui.screens.account import AccountScreen
    from codex_tui.screens.around.facts import FactScreen
    from codex_tui.screens.around.goal import GoalScreen
    from codex_tui.screens.around.hooks import HookScreen
    from codex_tui.screens.around.mcp import McpScreen
    from codex_tui.screens.around.review import ReviewScreen
    from codex_tui.screens.around.side import SideScreen
    from codex_tui.screens.around.skills import SkillScreen
    from codex_tui.screens.choose import Choose
    from codex_tui.screens.compare import CompareScreen
    from codex_tui.screens.compare_plan import ComparePlan
    from codex_tui.screens.context import ContextScreen
    from codex_tui.screens.conversation import ConversationScreen
    from codex_tui.screens.diff import DiffScreen
    from codex_tui.screens.export_dialog import ExportDialog
    from codex_tui.screens.folder_picker import FolderPicker
    from codex_tui.screens.full_access import FullAccessQuestion
    from codex_tui.screens.help import HelpScreen
    from codex_tui.screens.inbox import InboxScreen
    from codex_tui.screens.key_capture import KeyCapture
    from codex_tui.screens.keys import KeysScreen
    from codex_tui.screens.login import LoginScreen
    from codex_tui.screens.model_picker import ModelPicker
    from codex_tui.screens.notice import Notice
    from codex_tui.screens.pager import PagerScreen
    from codex_tui.screens.palette import PaletteScreen
    from codex_tui.screens.permissions import PermissionsScreen
    from codex_tui.screens.prompt import ConfirmPrompt, TextPrompt
    from codex_tui.screens.quit_question import QuitQuestion
    from codex_tui.screens.rules import RulesScreen
    from codex_tui.screens.settings import SettingsScreen
    from codex_tui.screens.themes import ThemesScreen
    from codex_tui.screens.thread_map import ThreadMap
    from codex_tui.screens.threads import ThreadsScreen
    from codex_tui.screens.trust import TrustPrompt
    from codex_tui.screens.worktree_dialog import WorktreeDialog
    from codex_tui.widgets.composer import Composer
    from codex_tui.widgets.diff.comment_box import CommentBox
    from codex_tui.widgets.find_term import TermInput
    from codex_tui.widgets.menu.widget import ComposerMenu
    from codex_tui.widgets.queue_list import QueueList
    from codex_tui.widgets.recall_term import RecallInput
    from codex_tui.widgets.requests.approval import ApprovalBody, ReasonInput
    from codex_tui.widgets.requests.drawn import OptionRows
    from codex_tui.widgets.requests.entry_box import EntryBox
    from codex_tui.widgets.requests.page import PageBody
    from codex_tui.widgets.transcript import Transcript

    owners = {
        Scope.APP: CodexTui,
        Scope.THREADS: ThreadsScreen,
        Scope.CONVERSATION: ConversationScreen,
        Scope.TRANSCRIPT: Transcript,
        Scope.COMPOSER: Composer,
        Scope.EDITING: Composer,
        Scope.MENU: ComposerMenu,
        Scope.RECALL: RecallInput,
        Scope.QUEUE: QueueList,
        Scope.CONTEXT: ContextScreen,
        Scope.APPROVAL: ApprovalBody,
        Scope.RULE: ApprovalBody,
        Scope.RULES: RulesScreen,
        Scope.REASON: ReasonInput,
        Scope.INBOX: InboxScreen,
        Scope.FORM: OptionRows,
        Scope.ENTRY: EntryBox,
        Scope.PAGE: PageBody,
        Scope.FIND: TermInput,
        Scope.MAP: ThreadMap,
        Scope.PICKER: ModelPicker,
        Scope.COMPARE: CompareScreen,
        Scope.COMPARE_PLAN: ComparePlan,
        Scope.DIFF: DiffScreen,
        Scope.COMMENT: CommentBox,
        Scope.HELP: HelpScreen,
        Scope.PROMPT: TextPrompt,
        Scope.CONFIRM: ConfirmPrompt,
        Scope.NOTICE: Notice,
        Scope.CHOICE: Choose,
        Scope.FOLDER: FolderPicker,
        Scope.QUIT: QuitQuestion,
        Scope.WORKTREE: WorktreeDialog,
        Scope.EXPORT: ExportDialog,
        Scope.PAGER: PagerScreen,
        Scope.PALETTE: PaletteScreen,
        Scope.SETTINGS: SettingsScreen,
        Scope.KEYS: KeysScreen,
        Scope.CAPTURE: KeyCapture,
        Scope.THEMES: ThemesScreen,
        Scope.PERMISSIONS: PermissionsScreen,
        Scope.FULL_ACCESS: FullAccessQuestion,
        Scope.TRUST: TrustPrompt,
        Scope.FACTS: FactScreen,
        Scope.MCP: McpScreen,
        Scope.SKILLS: SkillScreen,
        Scope.HOOKS: HookScreen,
        Scope.GOAL: GoalScreen,
        Scope.REVIEW: ReviewScreen,
        Scope.SIDE: SideScreen,
        Scope.ACCOUNT: AccountScreen,
        Scope.LOGIN: LoginScreen,
    }
    assert set(owners) == set(Scope)
    missing = [
        f"{owners[action.scope].__name__}.action_{name}"
        for action in ACTIONS.values()
        if not callable(
            getattr(owners[action.scope], f"action_{(name := action.name.partition('(')[0])}", None)
        )
    ]
    assert missing == []


def test_scopes_that_answer_together_leave_each_other_their_keys():
    # The composer has the focus inside of the conversation; what both bind, only the composer would get.
    inside_of_it = (Scope.COMPOSER, Scope.APPROVAL, Scope.FORM, Scope.ENTRY, Scope.PAGE)
    together = [(scope, Scope.CONVERSATION) for scope in inside_of_it]
    later = ("approval.later", "form.later", "entry.later", "page.later")
    allowed = {(action, "conversation.interrupt") for action in later}
    # What is filled in scrolls itself; so does what is read, where not all of it is seen.
    scrolling = [(scope, way) for scope in ("form", "approval", "page") for way in ("up", "down")]
    allowed |= {(f"{scope}.page_{way}", f"conversation.page_{way}") for scope, way in scrolling}
    # What is answered step by step goes back by the key that elsewhere goes on to the next permissions.
    steps = ("approval.previous", "form.back", "entry.back", "page.previous")
    allowed |= {(action, "conversation.next_mode") for action in steps}
    clashes = {
        (inner.id, outer.id)
        for inside, outside in together
        for inner in in_scope(inside)
        for outer in in_scope(outside)
        if set(keys_of(inner.id)) & set(keys_of(outer.id))
    }
    assert clashes <= allowed


def test_labels_of_one_line_of_hints_are_different():
    for scope in Scope:
        for one, other in combinations([action for action in in_scope(scope) if action.footer], 2):
            assert one.footer != other.footer, (one.id, other.id)
