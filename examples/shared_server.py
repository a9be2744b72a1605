"""One server, two clients: both see the same thread live."""

import tempfile

import anyio

from codex_app_server import AppServerConfig, AsyncCodex, launch_listening_server


async def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        launch_listening_server(AppServerConfig(), f"unix://{folder}/codex.sock") as server,
    ):
        config = AppServerConfig(endpoint=server.endpoint)
        async with AsyncCodex(config) as writer, AsyncCodex(config) as reader:
            thread = await writer.thread_start()
            await thread.run("Say hello.")  # a thread is stored, and open to others, with its first turn
            await reader.thread_resume(thread.id)
            events = reader.notifications(include_turns=True)
            print("writer:", (await thread.run("Say hello again.")).final_response)
            async for event in events:
                if event.method == "item/completed":
                    print("reader:", event.params["item"]["type"])
                if event.method == "turn/completed":
                    break


if __name__ == "__main__":
    anyio.run(main)
