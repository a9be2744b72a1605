"""What a server talks to for an account of ChatGPT, on loopback: the page where people log in, and the plan behind it.

The real server is led here by ``CODEX_APP_SERVER_LOGIN_ISSUER`` and ``chatgpt_base_url``, and does all of it itself:
it listens for the browser, changes the code for tokens, polls for a code that is typed elsewhere, asks for the
workspace and its limits, and takes the tokens back when one logs out.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from tests.support.login_page import Answer, LoginPage

EMAIL = "ada@example.com"
ACCOUNT = "acct-1"
CODE = "ABCD-1234"


class ScriptedChatgpt(LoginPage):
    """One person with one account.

    Attributes:
        used: per cent of the limits of five hours and of a week.
        plan: of the account.
        pending: nobody has typed the code yet.
        code_refused: nobody will: what the server hears that asks for it.
        expired: the login is too old to be renewed.
        revoked: tokens that were taken back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.used = (42, 7)
        self.plan = "plus"
        self.pending = True
        self.code_refused = 0
        self.expired = False
        self.revoked: list[str] = []
        self.resets_at = int(time.time()) + 3600

    def environment(self) -> dict[str, str]:
        return {
            "CODEX_APP_SERVER_LOGIN_ISSUER": self.base,
            "CODEX_REFRESH_TOKEN_URL_OVERRIDE": f"{self.base}/oauth/token",
            "CODEX_REVOKE_TOKEN_URL_OVERRIDE": f"{self.base}/oauth/revoke",
        }

    def overrides(self) -> tuple[str, ...]:
        return (f'chatgpt_base_url="{self.base}/backend-api"', 'cli_auth_credentials_store="file"')

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

    def answer(self, path: str, body: str, token: str) -> Answer:
        match path:
            case "/oauth/token" if self.expired and '"refresh_token"' in body:
                return Answer(401, {"error": {"code": "refresh_token_expired", "message": "too old"}})
            case "/oauth/token":
                issued = self.token()
                return Answer(200, {"id_token": issued, "access_token": issued, "refresh_token": "refresh-1"})
            case "/oauth/revoke":
                self.revoked.append(body)
                return Answer(200, {})
            case "/api/accounts/deviceauth/usercode":
                return Answer(200, {"device_auth_id": "device-1", "user_code": CODE, "interval": "1"})
            case "/api/accounts/deviceauth/token":
                if self.code_refused:
                    return Answer(self.code_refused, {})
                if self.pending:
                    return Answer(403, {})
                return Answer(200, {"authorization_code": "yes", "code_challenge": "x", "code_verifier": "y"})
            case "/backend-api/wham/accounts/check":
                return Answer(200, {"accounts": [self._workspace()], "default_account_id": ACCOUNT})
            case "/backend-api/wham/usage":
                return Answer(200, self._usage())
        return Answer(404, {})

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
