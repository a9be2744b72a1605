"""Keys to begin with: what each preset gives instead of the keys of the table, by the id of the action.

``default`` gives nothing. ``vim`` gives lists, pickers and whatever is read the keys of vim's normal mode; text is
typed as ever. ``emacs`` gives them, and the places where one types, those of Emacs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VIM_PAGES = {
    "page_down": "ctrl+f,ctrl+d,pagedown",
    "page_up": "ctrl+b,ctrl+u,pageup",
}
_EMACS_LIST = {
    "down": "ctrl+n,j,down",
    "up": "ctrl+p,k,up",
}

VIM: Mapping[str, str] = {
    "threads.first": "g g,home",
    "threads.group": "z",
    "threads.quit": "q,Z Z,Z Q",
    "transcript.first": "g g,home",
    "diff.first": "g g,home",
    "help.first": "g g,home",
    "pager.first": "g g,home",
    "compare.first": "g g,home",
    "inbox.first": "g g,home",
    "facts.first": "g g,home",
    "themes.first": "g g,home",
    "threads.page_down": _VIM_PAGES["page_down"],
    "threads.page_up": _VIM_PAGES["page_up"],
    "transcript.half_down": "ctrl+d,ctrl+f",
    "transcript.half_up": "ctrl+u,ctrl+b",
    "inbox.answer": "l,enter,alt+a,f7",
    "inbox.close": "h,escape,q",
    "diff.page_down": _VIM_PAGES["page_down"],
    "diff.page_up": _VIM_PAGES["page_up"],
    "help.page_down": "space,ctrl+f,ctrl+d,pagedown",
    "help.page_up": "ctrl+b,ctrl+u,pageup",
    "pager.page_down": "space,ctrl+f,pagedown",
    "pager.page_up": "ctrl+b,b,pageup",
    "pager.left": "h,left",
    "pager.right": "l,right",
    "choice.choose": "l,enter",
    "choice.close": "h,escape",
    "picker.down": "down,ctrl+n,ctrl+j",
    "picker.up": "up,ctrl+k",
    "folder.down": "down,ctrl+n,ctrl+j",
    "folder.up": "up,ctrl+k",
    "map.down": "down,ctrl+n,ctrl+j",
    "map.up": "up,ctrl+k",
}

EMACS: Mapping[str, str] = {
    "app.palette": "alt+x,f2",
    "app.quit": "ctrl+d,ctrl+x ctrl+c",
    "app.threads": "alt+t,ctrl+x b,ctrl+x ctrl+b",
    "composer.editor": "ctrl+g,ctrl+x ctrl+e",
    "composer.mention": "ctrl+x ctrl+f",
    "editing.undo": "ctrl+underscore,ctrl+slash,ctrl+x u",
    "conversation.archive": "alt+shift+x",
    "threads.down": _EMACS_LIST["down"],
    "threads.up": _EMACS_LIST["up"],
    "threads.page_down": "ctrl+v,ctrl+d,pagedown",
    "threads.page_up": "alt+v,ctrl+u,pageup",
    "threads.clear_filter": "escape,ctrl+g",
    "transcript.down": _EMACS_LIST["down"],
    "transcript.up": _EMACS_LIST["up"],
    "transcript.half_down": "ctrl+v,ctrl+d",
    "transcript.half_up": "alt+v,ctrl+u",
    "transcript.leave": "i,escape,ctrl+g",
    "inbox.down": _EMACS_LIST["down"],
    "inbox.up": _EMACS_LIST["up"],
    "inbox.close": "escape,q,ctrl+g",
    "rules.down": _EMACS_LIST["down"],
    "rules.up": _EMACS_LIST["up"],
    "rules.close": "escape,q,ctrl+g",
    "diff.down": _EMACS_LIST["down"],
    "diff.up": _EMACS_LIST["up"],
    "diff.page_down": "ctrl+v,ctrl+d,pagedown",
    "diff.page_up": "alt+v,ctrl+u,pageup",
    "diff.close": "escape,q,ctrl+g",
    "help.down": _EMACS_LIST["down"],
    "help.up": _EMACS_LIST["up"],
    "help.page_down": "space,ctrl+v,ctrl+d,pagedown",
    "help.page_up": "alt+v,ctrl+u,pageup",
    "help.close": "escape,q,question_mark,ctrl+g",
    "pager.down": _EMACS_LIST["down"],
    "pager.up": _EMACS_LIST["up"],
    "pager.page_down": "space,ctrl+v,pagedown",
    "pager.page_up": "b,alt+v,pageup",
    "pager.close": "q,escape,ctrl+g",
    "choice.down": "down,j,ctrl+n",
    "choice.up": "up,k,ctrl+p",
    "choice.close": "escape,ctrl+g",
    "picker.up": "up,ctrl+p",
    "picker.close": "escape,ctrl+g",
    "folder.up": "up,ctrl+p",
    "folder.close": "escape,ctrl+g",
    "map.up": "up,ctrl+p",
    "map.page_down": "pagedown,ctrl+v",
    "map.page_up": "pageup,alt+v",
    "map.close": "escape,ctrl+g",
    "prompt.cancel": "escape,ctrl+g",
    "find.close": "escape,ctrl+g",
    "composer.previous": "up,ctrl+p",
    "composer.next": "down,ctrl+n",
}

PRESETS: Mapping[str, Mapping[str, str]] = {"default": {}, "vim": VIM, "emacs": EMACS}


def remapped(preset: str, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The keys that differ from the table: those of a preset, and over them those that a person chose."""
    return {**PRESETS.get(preset, {}), **{action: ",".join(keys) for action, keys in chosen.items()}}
