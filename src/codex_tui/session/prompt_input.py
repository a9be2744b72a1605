"""A prompt as the server takes it: images are looked at once more, and carried where the server cannot read them."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING, Any

from codex_tui.image_files import look_at
from codex_tui.model.draft_elements import AttachedImage
from codex_tui.model.draft_input import input_of
from codex_tui.model.image_file import NoImage
from codex_tui.model.image_head import HEAD, read_head
from codex_tui.model.server_kind import ServerKind

if TYPE_CHECKING:
    from codex_tui.model.draft import Draft


class CannotSendError(Exception):
    """Why a prompt cannot be sent as it is, in words for a person."""


async def input_for(draft: Draft, kind: ServerKind) -> list[dict[str, Any]]:
    """The input of a turn.

    Args:
        draft: what is sent.
        kind: whose the server is: a remote one has no files of ours, and gets the images themselves.

    Raises:
        CannotSendError: an image is gone, or can be sent no more.
    """
    paths = [element.path for element in draft.elements if isinstance(element, AttachedImage)]
    if not paths:
        return input_of(draft)
    carried = await asyncio.to_thread(_look, paths, kind is ServerKind.REMOTE)
    return input_of(draft, carried)


def _look(paths: list[str], carry: bool) -> dict[str, str]:
    carried: dict[str, str] = {}
    for path in paths:
        found = look_at(path)
        if isinstance(found, NoImage):
            raise CannotSendError(found.why or f"the image {path} is not there any more")
        if carry:
            carried[path] = _data_url(path)
    return carried


def _data_url(path: str) -> str:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise CannotSendError(f"the image {path} cannot be read: {error.strerror or error}") from None
    mime = f"image/{read_head(content[:HEAD]).format.lower() or 'png'}"
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"
