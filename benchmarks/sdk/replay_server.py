"""Plays a recorded turn on stdio as fast as the pipe takes it, under a new id each time it is asked for.

A program of its own that imports next to nothing.
"""

import json
import os
import sys


def write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        answers = json.loads(file.readline())
        notifications = file.read()
    recorded = answers["turn/start"]["turn"]["id"]
    turns = 0
    for line in sys.stdin:
        request = json.loads(line)
        if "id" not in request:
            continue
        answer = json.dumps({"id": request["id"], "result": answers.get(request["method"], {})})
        if request["method"] != "turn/start":
            write(answer.encode() + b"\n")
            continue
        turns += 1
        turn = f"{turns:08d}{recorded[8:]}"
        played = notifications.replace(recorded.encode(), turn.encode())
        write(answer.replace(recorded, turn).encode() + b"\n")
        write(played)


if __name__ == "__main__":
    main()
