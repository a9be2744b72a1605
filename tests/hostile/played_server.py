"""A server that says what it was given to say, whatever it is: the process of it, of the standard library only.

Its one argument is a JSON file: ``answers`` has for each method the results that are given in turn, and ``feed`` the
path of a pipe, each line of which is said to the client as it stands.
"""

import json
import sys
import threading


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    lock = threading.Lock()

    def say(line: str) -> None:
        with lock:
            sys.stdout.write(line.rstrip("\n") + "\n")
            sys.stdout.flush()

    def pass_on() -> None:
        while True:  # whoever writes to the pipe may close it and open it again
            with open(given["feed"], encoding="utf-8") as pipe:
                for line in pipe:
                    say(line)

    threading.Thread(target=pass_on, daemon=True).start()
    asked: dict[str, int] = {}
    for line in sys.stdin:
        message = json.loads(line)
        method = message.get("method")
        if method is None or "id" not in message:
            continue
        results = given["answers"].get(method, [])
        if results:
            asked[method] = asked.get(method, -1) + 1
            say(json.dumps({"id": message["id"], "result": results[asked[method] % len(results)]}))
        else:
            say(json.dumps({"id": message["id"], "error": {"code": -32601, "message": given["refusal"]}}))


if __name__ == "__main__":
    main()
