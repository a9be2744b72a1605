"""Keys to begin with: what each preset gives instead of the keys of the table, by the id of the action.

``default`` gives nothing. ``vim`` gives lists, pickers and whatever is read the keys of vim's normal mode; text is
typed as ever. ``emacs`` gives them, and the places where one types, those of Emacs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_READ = ("transcript", "help", "pager", "diff", "compare", "facts", "approval", "page", "context")
_LISTED = ("threads", "inbox", "rules", "queue", "themes")
_TYPED_IN = ("picker", "folder", "map", "review", "login", "palette", "settings")
"""Lists with a line in which one types."""
_VIM_FIRST = ("threads", "transcript", "diff", "help", "pager", "compare", "inbox", "facts", "themes")


def _each(names: Sequence[str], **keys: str) -> dict[str, str]:
    """The same keys for the same action in several places."""
    return {f"{name}.{action}": given for name in names for action, given in keys.items()}


VIM: Mapping[str, str] = {
    **_each(_VIM_FIRST, first="g g,home"),
    "threads.group": "z",
    "threads.quit": "q,Z Z,Z Q",
    **_each(("threads", "diff"), page_down="ctrl+f,ctrl+d,pagedown", page_up="ctrl+b,ctrl+u,pageup"),
    **_each(("compare", "facts"), page_down="ctrl+d,ctrl+f,pagedown", page_up="ctrl+u,ctrl+b,pageup"),
    **_each(("approval", "page", "form", "rules"), page_down="pagedown,ctrl+f", page_up="pageup,ctrl+b"),
    "transcript.half_down": "ctrl+d,ctrl+f",
    "transcript.half_up": "ctrl+u,ctrl+b",
    "inbox.answer": "l,enter,alt+a,f7",
    "inbox.close": "h,escape,q",
    "help.page_down": "space,ctrl+f,ctrl+d,pagedown",
    "help.page_up": "ctrl+b,ctrl+u,pageup",
    "pager.page_down": "space,ctrl+f,pagedown",
    "pager.page_up": "ctrl+b,b,pageup",
    "pager.left": "h,left",
    "pager.right": "l,right",
    **_each(("confirm", "capture"), page_down="pagedown,space,down,ctrl+f", page_up="pageup,up,ctrl+b"),
    "permissions.page_down": "pagedown,space,ctrl+f",
    "permissions.page_up": "pageup,ctrl+b",
    "choice.choose": "l,enter",
    "choice.close": "h,escape",
    **_each(_TYPED_IN, down="down,ctrl+n,ctrl+j", up="up,ctrl+k"),
}

EMACS: Mapping[str, str] = {
    "app.palette": "alt+x,f2",
    "app.quit": "ctrl+d,ctrl+x ctrl+c",
    "app.threads": "alt+t,ctrl+x b,ctrl+x ctrl+b",
    "composer.editor": "ctrl+g,ctrl+x ctrl+e",
    "composer.mention": "ctrl+x ctrl+f",
    "composer.previous": "up,ctrl+p",
    "composer.next": "down,ctrl+n",
    "editing.undo": "ctrl+underscore,ctrl+slash,ctrl+x u",
    "conversation.archive": "alt+shift+x",
    **_each((*_LISTED, *_READ), down="ctrl+n,j,down", up="ctrl+p,k,up"),
    **_each(("choice", "form"), down="down,j,ctrl+n", up="up,k,ctrl+p"),
    "permissions.down": "down,j,shift+tab,ctrl+n",
    "permissions.up": "up,k,ctrl+p",
    **_each((*_TYPED_IN, "menu"), up="up,ctrl+p"),
    "keys.up": "up,ctrl+p",
    "recall.older": "ctrl+r,up,ctrl+p",
    "recall.newer": "down,ctrl+s,ctrl+n",
    "find.next": "enter,up,ctrl+p",
    "find.previous": "shift+enter,down,ctrl+n",
    "export.next": "tab,down,ctrl+n",
    "export.previous": "shift+tab,up,ctrl+p",
    **_each(("threads", "diff"), page_down="ctrl+v,ctrl+d,pagedown", page_up="alt+v,ctrl+u,pageup"),
    **_each(("compare", "facts"), page_down="ctrl+d,ctrl+v,pagedown", page_up="ctrl+u,alt+v,pageup"),
    **_each(("approval", "page", "form", "rules"), page_down="pagedown,ctrl+v", page_up="pageup,alt+v"),
    "transcript.half_down": "ctrl+v,ctrl+d",
    "transcript.half_up": "alt+v,ctrl+u",
    "help.page_down": "space,ctrl+v,ctrl+d,pagedown",
    "help.page_up": "alt+v,ctrl+u,pageup",
    "pager.page_down": "space,ctrl+v,pagedown",
    "pager.page_up": "b,alt+v,pageup",
    "map.page_down": "pagedown,ctrl+v",
    "map.page_up": "pageup,alt+v",
    **_each(
        ("confirm", "capture"),
        page_down="pagedown,space,down,ctrl+v,ctrl+n",
        page_up="pageup,up,alt+v,ctrl+p",
    ),
    "permissions.page_down": "pagedown,space,ctrl+v",
    "permissions.page_up": "pageup,alt+v",
    "threads.clear_filter": "escape,ctrl+g",
    "transcript.leave": "i,escape,ctrl+g",
    "queue.leave": "i,escape,ctrl+g",
    "help.close": "escape,q,question_mark,ctrl+g",
    "pager.close": "q,escape,ctrl+g",
    "context.close": "escape,q,enter,ctrl+g",
    "notice.close": "escape,enter,q,ctrl+g",
    **_each(("inbox", "rules", "diff", "compare", "facts", "themes"), close="escape,q,ctrl+g"),
    **_each(("permissions", "account"), close="escape,q,ctrl+g"),
    **_each(("choice", "picker", "folder", "map", "find", "menu", "palette"), close="escape,ctrl+g"),
    **_each(("settings", "keys", "plan", "worktree", "export", "review"), close="escape,ctrl+g"),
    **_each(("approval", "form", "entry", "page", "trust"), later="escape,ctrl+g"),
    **_each(("reason", "comment"), leave="escape,ctrl+g"),
    "rule.no": "escape,n,enter,ctrl+g",
    "login.back": "escape,ctrl+g",
    "prompt.cancel": "escape,ctrl+g",
    "confirm.no": "n,escape,enter,ctrl+g",
    "full_access.no": "enter,n,escape,ctrl+g",
    "quit.stay": "escape,n,enter,ctrl+g",
}

PRESETS: Mapping[str, Mapping[str, str]] = {"default": {}, "vim": VIM, "emacs": EMACS}


def remapped(preset: str, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The keys that differ from the table: those of a preset, and over them those that a person chose."""
    return {**PRESETS.get(preset, {}), **{action: ",".join(keys) for action, keys in chosen.items()}}
