"""The account and its limits in words. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from codex_tui.widgets.line_parts import ERROR, NEEDS_YOU, QUIET, STRONG, Part

if TYPE_CHECKING:
    from codex_tui.model.account import Account, LimitWindow

_DAY = 24 * 60 * 60
_FULL = 100
_BAR = 20


def limit_part(account: Account | None, now: float) -> Part | None:
    """The limit that is near, for a line; None while there is none."""
    found = account.nearest if account is not None else None
    if found is None:
        return None
    window = found[1]
    style = ERROR if window.used >= _FULL else NEEDS_YOU
    again = f", resets {reset_time(window.resets_at, now)}" if window.resets_at else ""
    said = f"limit of {window.name} {window.used}%{again}"
    return Part(said, style=style, rank=1, short=f"limit {window.used}%", long_from=140)


def reset_time(at: int, now: float) -> str:
    """When a limit begins anew, in the person's own time: the hour, with the day if that is not today."""
    when, today = datetime.fromtimestamp(at), datetime.fromtimestamp(now)
    if when.date() == today.date():
        return when.strftime("%H:%M")
    return when.strftime("%a %H:%M") if 0 <= at - now < 6 * _DAY else when.strftime("%Y-%m-%d %H:%M")


def account_lines(account: Account | None, now: float, *, ascii_only: bool = False) -> list[Content]:
    """Who is signed in, and how much of what is used, a line or two each."""
    if account is None:
        return [Content.styled("Asking the server who is logged in", QUIET)]
    if not account.kind:
        who = "Nobody is logged in." if account.told else "No account is used."
        why = (
            "Turns need an account: log in with ChatGPT or an API key."
            if account.needed
            else "The configured model provider needs no account of OpenAI."
        )
        lines = [Content.styled(who, STRONG), Content.styled(why, NEEDS_YOU if account.needed else QUIET)]
    else:
        words = ", ".join(
            filter(None, (account.kind, account.email, f"plan {account.plan}" if account.plan else ""))
        )
        lines = [Content.assemble(("Logged in  ", QUIET), (words, STRONG))]
    lines.append(Content())
    for limit in account.limits.values():
        if len(account.limits) > 1:
            lines.append(Content.styled(limit.name, STRONG))
        if limit.reached:
            lines.append(Content.styled(f"! {limit.reached}", NEEDS_YOU))
        lines += [line for window in limit.windows for line in _window_lines(window, now, ascii_only)]
        if limit.credits:
            lines.append(Content.styled(limit.credits, QUIET))
    if not account.limits and account.limits_problem:
        lines.append(Content.styled(account.limits_problem, QUIET))
    return lines


def _window_lines(window: LimitWindow, now: float, ascii_only: bool) -> list[Content]:
    filled = round(min(_FULL, max(0, window.used)) * _BAR / _FULL)
    bar = ("#" if ascii_only else "━") * filled, ("." if ascii_only else "─") * (_BAR - filled)
    style = ERROR if window.used >= _FULL else NEEDS_YOU if window.used >= 80 else "$accent"
    resets = ""
    if window.resets_at:
        resets = f"resets {reset_time(window.resets_at, now)} {_in(window.resets_at - now)}".rstrip()
    head = Content.assemble(f"{window.name:<9}", f"{window.used:>4}% used  ", (resets, QUIET))
    return [head, Content.assemble((bar[0], style), (bar[1], QUIET))]


def _in(seconds: float) -> str:
    if seconds <= 0:
        return ""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"(in {minutes}m)"
    hours, minutes = divmod(minutes, 60)
    return f"(in {hours}h{minutes:02}m)" if hours < 48 else f"(in {hours // 24} days)"
