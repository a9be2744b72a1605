"""Changing one's mind while a turn runs: add to the prompt, or stop it."""

import asyncio

from codex_app_server import AsyncCodex
from codex_app_server.generated.v2_all import AgentMessageDeltaNotification


async def main() -> None:
    async with AsyncCodex() as codex:
        thread = await codex.thread_start()

        turn = await thread.turn("Write a long story about a lighthouse.")
        await turn.steer("It should have a cat in it.")
        words = 0
        async for event in turn.stream():
            if isinstance(event.payload, AgentMessageDeltaNotification):
                words += 1
                if words == 3:
                    await turn.interrupt()
        print(f"interrupted after {words} pieces of text")
        for lost in turn.unconsumed_inputs:
            print(f"never read: {lost.input}")

        result = await thread.run("Sum up what you have so far.")
        print(result.final_response)


if __name__ == "__main__":
    asyncio.run(main())
