"""An answer word by word, and what the agent does meanwhile."""

import asyncio

from codex_app_server import AsyncCodex
from codex_app_server.generated.v2_all import (
    AgentMessageDeltaNotification,
    CommandExecutionThreadItem,
    ItemCompletedNotification,
)


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start(sandbox="read-only")
        turn = await thread.turn("List the files here and say what this project is.")
        async for event in turn.stream():
            match event.payload:
                case AgentMessageDeltaNotification(delta=delta):
                    print(delta, end="", flush=True)
                case ItemCompletedNotification(item=item) if isinstance(
                    item.root, CommandExecutionThreadItem
                ):
                    print(f"\n$ {item.root.command} -> exit code {item.root.exit_code}")
        print()


if __name__ == "__main__":
    asyncio.run(main())
