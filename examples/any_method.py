"""Any method of the protocol by its name, typed or as plain JSON."""

import asyncio

from codex_app_server import AsyncCodex
from codex_app_server.generated.v2_all import ModelListParams


async def main() -> None:
    async with AsyncCodex() as codex:
        # The answer is the method's own model, and editors and type checkers know which.
        page = await codex.request("model/list", ModelListParams(limit=2))
        print("typed:", [model.display_name for model in page.data])
        # Parameters may be JSON as well, and with dict the answer stays the JSON that came.
        answer = await codex.request("model/list", {"limit": 2}, dict)
        print("plain:", [model["displayName"] for model in answer["data"]])


if __name__ == "__main__":
    asyncio.run(main())
