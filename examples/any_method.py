"""Methods of the protocol that have no method of their own here, typed or as plain JSON."""

import asyncio

from codex_app_server import AsyncCodex
from codex_app_server.generated.v2_all import ModelListParams, ModelListResponse


async def main() -> None:
    async with AsyncCodex() as codex:
        # With a model for the answer, the result is typed.
        page = await codex.request("model/list", ModelListParams(limit=2), ModelListResponse)
        print("typed:", [model.display_name for model in page.data])
        # Without one, it is the JSON as it came.
        answer = await codex.request("model/list", {"limit": 2})
        print("plain:", [model["displayName"] for model in answer["data"]])


if __name__ == "__main__":
    asyncio.run(main())
