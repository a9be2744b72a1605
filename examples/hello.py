"""One prompt, one answer: the shortest program there is."""

from codex_app_server import Codex


def main() -> None:
    with Codex() as codex:
        thread = codex.thread_start()
        result = thread.run("Say hello in three languages.")
        print(result.final_response)


if __name__ == "__main__":
    main()
