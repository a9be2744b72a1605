"""From the server's list of what waits in a thread to the model's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.model.queue import QueuedPrompt
from codex_tui.model.safe_text import SafeText
from codex_tui.model.translate import attachment_of

if TYPE_CHECKING:
    from codex_app_server.generated.v2_all import QueuedSubmission


def queued_prompt(source: QueuedSubmission) -> QueuedPrompt:
    """One entry of the list."""
    parts = tuple(
        part.root.model_dump(mode="json", by_alias=True, exclude_none=True) for part in source.input
    )
    attachments = [attachment_of(part) for part in source.input]
    return QueuedPrompt(
        id=source.id,
        text=SafeText("\n".join(str(part.get("text", "")) for part in parts if part.get("type") == "text")),
        input=parts,
        attachments=tuple(attachment for attachment in attachments if attachment is not None),
        client_id=source.client_user_message_id,
    )
