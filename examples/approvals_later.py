"""Approvals that wait for someone: the turn goes on streaming while another task decides."""

import anyio

from codex_app_server import AsyncCodex, ServerRequest
from codex_app_server.generated.v2_all import AgentMessageDeltaNotification


async def decide(request: ServerRequest) -> None:
    print(f"\nasked: {request.method}")
    # Here someone is asked: a person, a web hook, a policy. It may take as long as it takes.
    if request.is_open:  # the turn may have been interrupted meanwhile
        await request.respond({"decision": "accept"})


async def main() -> None:
    async with AsyncCodex() as codex, anyio.create_task_group() as tasks:
        requests = codex.server_requests()

        async def take_requests() -> None:
            async for request in requests:
                tasks.start_soon(decide, request)

        tasks.start_soon(take_requests)
        thread = await codex.thread_start(approval_policy="on-request")
        turn = await thread.turn("Clean up this folder.")
        async for event in turn.stream():
            if isinstance(event.payload, AgentMessageDeltaNotification):
                print(event.payload.delta, end="", flush=True)
        print()
        tasks.cancel_scope.cancel()


if __name__ == "__main__":
    anyio.run(main)
