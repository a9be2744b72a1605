"""One client, several threads at work at the same time."""

import anyio

from codex_app_server import AppServerConfig, AsyncCodex

QUESTIONS = (
    "What does this project do?",
    "Which tests are missing?",
    "Which dependency is out of date?",
)


async def ask(codex: AsyncCodex, question: str) -> None:
    thread = await codex.thread_start(ephemeral=True)
    result = await thread.run(question)
    print(f"# {question}\n{result.final_response}\n")


async def main() -> None:
    async with (
        AsyncCodex(AppServerConfig(concurrent_turns=True)) as codex,
        anyio.create_task_group() as tasks,
    ):
        for question in QUESTIONS:
            tasks.start_soon(ask, codex, question)


if __name__ == "__main__":
    anyio.run(main)
