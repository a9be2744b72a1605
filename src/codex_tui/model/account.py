"""Who is signed in to a server, how much of the plan is used, and a sign-in that is under way."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from codex_tui.model.safe_text import SafeText

if TYPE_CHECKING:
    from collections.abc import Callable

NEAR = 80
"""Per cent of a limit from which on it is told without being asked for."""

_KINDS = {"apiKey": "API key", "apikey": "API key", "chatgpt": "ChatGPT", "amazonBedrock": "Amazon Bedrock"}
_REACHED = {
    "rate_limit_reached": "the limit of the plan is reached",
    "workspace_owner_credits_depleted": "the credits of the workspace are used up",
    "workspace_member_credits_depleted": "the credits of the workspace are used up: ask its owner",
    "workspace_owner_usage_limit_reached": "the limit of the workspace is reached",
    "workspace_member_usage_limit_reached": "the limit of the workspace is reached: ask its owner",
}


class Secret:
    """A text that is shown nowhere: not when it is printed, and not in the values that a traceback lists."""

    __slots__ = ("_hidden",)

    def __init__(self, text: str) -> None:
        self._hidden: Callable[[], str] = lambda: text

    def reveal(self) -> str:
        return self._hidden()

    def __repr__(self) -> str:
        return "Secret()"


class LoginWay(str, Enum):
    """How one signs in."""

    BROWSER = "browser"
    DEVICE = "device code"
    KEY = "API key"


@dataclass(slots=True)
class Login:
    """A sign-in that is under way, or has failed.

    Attributes:
        way: how.
        address: the page to open.
        code: what is typed there, if anything.
        problem: why it failed; empty while it is under way.
    """

    way: LoginWay
    address: SafeText = SafeText()
    code: SafeText = SafeText()
    problem: SafeText = SafeText()

    @property
    def begun(self) -> bool:
        """Whether there is something for a person to do."""
        return bool(self.address) and not self.problem


@dataclass(frozen=True, slots=True)
class LimitWindow:
    """How much of a limit is used: in per cent, over that many minutes, until a time in Unix seconds."""

    used: int
    minutes: int | None
    resets_at: int | None

    @property
    def name(self) -> str:
        """The span in words."""
        if not self.minutes:
            return "limit"
        for size, word in ((7 * 24 * 60, "week"), (24 * 60, "day"), (60, "hour")):
            if self.minutes % size == 0 or self.minutes > size * 2:
                number = round(self.minutes / size)
                return f"{number} {word}s" if number > 1 else word
        return f"{self.minutes} minutes"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of the plan, with its windows; `reached` says which kind is used up."""

    name: SafeText
    windows: tuple[LimitWindow, ...]
    reached: SafeText = SafeText()
    credits: SafeText = SafeText()

    @property
    def highest(self) -> LimitWindow | None:
        """The window of which most is used."""
        return max(self.windows, key=lambda window: window.used, default=None)


@dataclass(slots=True)
class Account:
    """What is known of the account.

    Attributes:
        kind: how somebody is signed in, in words; empty if nobody is.
        email: of a ChatGPT account.
        plan: its plan.
        needed: whether the server's model provider wants somebody to be signed in.
        limits: by the server's id of each.
        limits_problem: why there are none.
        login: a sign-in under way.
        logins: how many have succeeded from here.
    """

    kind: SafeText = SafeText()
    email: SafeText = SafeText()
    plan: SafeText = SafeText()
    needed: bool = False
    limits: dict[str, Limit] = field(default_factory=dict)
    limits_problem: SafeText = SafeText()
    login: Login | None = None
    logins: int = 0

    @property
    def missing(self) -> bool:
        """Whether turns would fail because nobody is signed in."""
        return self.needed and not self.kind

    @property
    def told(self) -> bool:
        """Whether the server says who is signed in: with a provider that needs nobody it keeps that to itself."""
        return self.needed or bool(self.kind)

    @property
    def nearest(self) -> tuple[Limit, LimitWindow] | None:
        """The limit that is nearest, if it is near."""
        found = [(limit, window) for limit in self.limits.values() if (window := limit.highest) is not None]
        best = max(found, key=lambda one: one[1].used, default=None)
        return best if best is not None and best[1].used >= NEAR else None


def read_account(answer: dict[str, Any], known: Account) -> None:
    """Takes over the answer of ``account/read``."""
    account = answer.get("account") or {}
    kind = str(account.get("type") or "")
    name = SafeText(_KINDS.get(kind, kind))
    if name != known.kind:
        known.limits, known.limits_problem = {}, SafeText()
    known.kind = name
    known.email = SafeText(str(account.get("email") or ""))
    known.plan = SafeText(str(account.get("planType") or ""))
    known.needed = bool(answer.get("requiresOpenaiAuth"))


def read_limits(answer: dict[str, Any], known: Account) -> None:
    """Takes over the answer of ``account/rateLimits/read``."""
    by_id = answer.get("rateLimitsByLimitId") or {}
    snapshots = [one for one in by_id.values() if isinstance(one, dict)] or [answer.get("rateLimits") or {}]
    known.limits = {}
    for snapshot in snapshots:
        take_limit(snapshot, known)
    known.limits_problem = SafeText() if known.limits else SafeText("The server tells of no limits.")


def take_limit(snapshot: dict[str, Any], known: Account) -> bool:
    """Takes over one limit, as it is also told after each answer of a model; False if that says nothing new."""
    windows = tuple(
        LimitWindow(
            int(window.get("usedPercent") or 0), window.get("windowDurationMins"), window.get("resetsAt")
        )
        for name in ("primary", "secondary")
        if (window := snapshot.get(name))
    )
    key = str(snapshot.get("limitId") or "codex")
    reached = str(snapshot.get("rateLimitReachedType") or "")
    if not windows and not reached:
        return False
    name = SafeText(str(snapshot.get("limitName") or key))
    limit = Limit(name, windows, SafeText(_REACHED.get(reached, reached)), _credits(snapshot.get("credits")))
    if known.limits.get(key) == limit:
        return False
    known.limits[key] = limit
    return True


def _credits(credits: Any) -> SafeText:
    if not isinstance(credits, dict) or not credits.get("hasCredits"):
        return SafeText()
    return SafeText("unlimited credits" if credits.get("unlimited") else f"credits: {credits.get('balance')}")
