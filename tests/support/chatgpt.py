"""What a server talks to for an account of ChatGPT, on loopback: the page where people log in, and the plan behind it.

The real server is led here by ``CODEX_APP_SERVER_LOGIN_ISSUER`` and ``chatgpt_base_url``, and does all of it itself:
it listens for the browser, changes the code for tokens, polls for a code that is typed elsewhere, asks for the
workspace and its limits, and takes the tokens back when one logs out.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

EMAIL = "ada@example.com"
ACCOUNT = "acct-1"
CODE = "ABCD-1234"


class ScriptedChatgpt:
    """One person with one account. Use it as a context manager.

    Attributes:
        used: per cent of the limits of five hours and of a week.
        plan: of the account.
        pending: nobody has typed the code yet.
        code_refused: nobody will: what the server hears that asks for it.
        expired: the login is too old to be renewed.
        revoked: tokens that were taken back.
    """

    def __init__(self) -> None:
        self.used = (42, 7)
        self.plan = "plus"
        self.pending = True
        self.code_refused = 0
        self.expired = False
        self.revoked: list[str] = []
        self.resets_at = int(time.time()) + 3600
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> ScriptedChatgpt:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def environment(self) -> dict[str, str]:
        return {
            "CODEX_APP_SERVER_LOGIN_ISSUER": self.address,
            "CODEX_REFRESH_TOKEN_URL_OVERRIDE": f"{self.address}/oauth/token",
            "CODEX_REVOKE_TOKEN_URL_OVERRIDE": f"{self.address}/oauth/revoke",
        }

    def overrides(self) -> tuple[str, ...]:
        return (f'chatgpt_base_url="{self.address}/backend-api"', 'cli_auth_credentials_store="file"')

    def visit(self, address: str, **answer: str) -> tuple[int, str]:
        """What a browser does once a person has said yes, or what `answer` says: status and text of the last page."""
        asked = parse_qs(urlsplit(address).query)
        query = urlencode((answer or {"code": "yes"}) | {"state": asked["state"][0]})
        try:
            with urlopen(f"{asked['redirect_uri'][0]}?{query}", timeout=20) as page:
                return page.status, page.read().decode()
        except HTTPError as refused:
            return refused.code, refused.read().decode()

    def token(self) -> str:
        """A token of the account; nobody checks the signature."""
        claims = {
            "email": EMAIL,
            "exp": int(time.time()) + 3600,
            "https://api.openai.com/auth": {
                "chatgpt_plan_type": self.plan,
                "chatgpt_user_id": "user-1",
                "chatgpt_account_id": ACCOUNT,
            },
        }
        return ".".join([_base64({"alg": "none", "typ": "JWT"}), _base64(claims), "c2ln"])

    def answer(self, path: str, body: str) -> tuple[int, dict[str, Any]]:
        match path:
            case "/oauth/token" if self.expired and '"refresh_token"' in body:
                return 401, {"error": {"code": "refresh_token_expired", "message": "too old"}}
            case "/oauth/token":
                token = self.token()
                return 200, {"id_token": token, "access_token": token, "refresh_token": "refresh-1"}
            case "/oauth/revoke":
                self.revoked.append(body)
                return 200, {}
            case "/api/accounts/deviceauth/usercode":
                return 200, {"device_auth_id": "device-1", "user_code": CODE, "interval": "1"}
            case "/api/accounts/deviceauth/token":
                if self.code_refused:
                    return self.code_refused, {}
                if self.pending:
                    return 403, {}
                return 200, {"authorization_code": "yes", "code_challenge": "x", "code_verifier": "y"}
            case "/backend-api/wham/accounts/check":
                return 200, {"accounts": [self._workspace()], "default_account_id": ACCOUNT}
            case "/backend-api/wham/usage":
                return 200, self._usage()
        return 404, {}

    def _workspace(self) -> dict[str, Any]:
        return {
            "id": ACCOUNT,
            "name": "Ada",
            "plan_type": self.plan,
            "workspace_backend_origin": "https://chatgpt.com",
            "account_routing_override": "us",
            "profile_picture_url": None,
            "structure": "personal",
        }

    def _usage(self) -> dict[str, Any]:
        windows = [
            {
                "used_percent": used,
                "limit_window_seconds": seconds,
                "reset_after_seconds": 3600,
                "reset_at": self.resets_at,
            }
            for used, seconds in zip(self.used, (5 * 3600, 7 * 86400), strict=True)
        ]
        return {
            "plan_type": self.plan,
            "rate_limit": {
                "allowed": True,
                "limit_reached": False,
                "primary_window": windows[0],
                "secondary_window": windows[1],
            },
        }


def _base64(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


def _handler(chatgpt: ScriptedChatgpt) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            status, answer = chatgpt.answer(urlsplit(self.path).path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, *args: object) -> None:
            """Tests print nothing of it."""

    return Handler
