"""What can go wrong, and what to do about it."""

from codex_app_server import (
    Codex,
    CodexBinaryNotFoundError,
    CodexError,
    RequestTimeoutError,
    ServerClosedError,
    TurnFailedError,
    retry_on_overload,
)


def main() -> None:
    try:
        with Codex() as codex:
            # Overload is the one error that passes by itself: wait a little, longer each time, and try again.
            thread = retry_on_overload(codex.thread_start)
            print(thread.run("Say hello.").final_response)
    except CodexBinaryNotFoundError as error:
        print(f"There is no codex to run: {error}")
    except TurnFailedError as error:
        print(f"The model or its provider failed: {error}")
    except RequestTimeoutError as error:
        print(f"The server did not answer in time: {error}")
    except ServerClosedError as error:
        print(f"The server ended: {error}")
    except CodexError as error:
        print(f"Something else went wrong: {error}")


if __name__ == "__main__":
    main()
