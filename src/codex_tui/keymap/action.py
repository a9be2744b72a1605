"""What a row of the keymap is, and where its keys answer."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Scope(str, Enum):
    """Where an action answers."""

    APP = "anywhere"
    THREADS = "threads"
    CONVERSATION = "conversation"
    TRANSCRIPT = "transcript"
    COMPOSER = "composer"
    EDITING = "editing text"
    MENU = "menu over the composer"
    RECALL = "searching earlier prompts"
    QUEUE = "queued prompts"
    CONTEXT = "what fills the context"
    APPROVAL = "approval"
    RULE = "saving a rule"
    REASON = "why not"
    INBOX = "inbox"
    RULES = "what is allowed for good"
    FORM = "question or form"
    ENTRY = "answer that is typed"
    PAGE = "page to visit"
    FIND = "find"
    MAP = "map of the thread"
    PICKER = "model picker"
    COMPARE = "models side by side"
    COMPARE_PLAN = "prompt for several models"
    DIFF = "changes"
    COMMENT = "comment"
    HELP = "help"
    PROMPT = "prompt"
    CONFIRM = "yes or no"
    NOTICE = "notice"
    CHOICE = "choice"
    FOLDER = "folder picker"
    QUIT = "leaving"
    WORKTREE = "new worktree"
    EXPORT = "export"
    PAGER = "pager"
    PERMISSIONS = "permissions"
    FULL_ACCESS = "full access"
    ACCOUNT = "account"
    LOGIN = "logging in"
    TRUST = "trust in a folder"
    PALETTE = "all actions"
    SETTINGS = "settings"
    KEYS = "keys"
    CAPTURE = "new key"
    THEMES = "themes"
    FACTS = "status and other pages"
    MCP = "mcp servers"
    SKILLS = "skills"
    HOOKS = "hooks"
    GOAL = "goal"
    REVIEW = "review"
    SIDE = "side conversation"


SAME_WIDGET = (frozenset({Scope.APPROVAL, Scope.RULE}), frozenset({Scope.COMPOSER, Scope.EDITING}))
"""Scopes that one widget binds together, so that their actions may share keys."""


class Action(NamedTuple):
    """One thing a key can do. `name` is the Textual action that runs; `footer` its short label, if any.

    Without `keys` it is in the palette only, and where a slash command does it.
    """

    id: str
    name: str
    keys: str
    scope: Scope
    help: str
    footer: str = ""
    priority: bool = False
    """Wins over the focused widget."""
    palette: bool = False
    """Stands in the command palette of the conversation, though its scope is a part of it."""
