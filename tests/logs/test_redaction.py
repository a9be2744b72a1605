"""What is taken out of a log or a report: secrets by name, by shape, and those that are known; and what stays."""

from __future__ import annotations

import json

import pytest

from codex_tui.logs.redaction import REDACTED, Redactor, secrets_of

CANARY = "canary-0f9a"


@pytest.mark.parametrize(
    "text",
    [
        "OPENAI_API_KEY={}",
        "export GH_TOKEN='{} and more'",
        '{{"apiKey": "{}"}}',
        '{{\\"api_key\\": \\"{}\\"}}',
        '"{{\\\\\\"password\\\\\\": \\\\\\"{}\\\\\\"}}"',
        "{{'client_secret': 'it\\'s {}'}}",
        "Authorization: Digest user=x, response={}",
        "Cookie: a=b; session={}",
        "curl -H 'authorization: {}' https://host",
        "--api-key={}",
        "--token {} --verbose",
        "https://user:{}@host/path",
        "http://user:p@{}@proxy:3128",
        "https://host/path?access_token={}&page=2",
        "https://auth.openai.com/oauth/authorize?state={}",
        "https://host/auth/callback?code={}#x",
        "bearer {}",
        "Basic {}==",
        "the device_code is: x; user_code: {}",
        "sk-proj-{}",
        "github_pat_{}0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIi{}.sig",
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n{}",
    ],
)
def test_what_looks_like_a_secret_is_gone(text):
    canary = CANARY.replace("-", "") if "pat_" in text or "eyJ" in text else CANARY
    shown = Redactor().text(text.format(canary))
    assert canary not in shown
    assert REDACTED in shown


@pytest.mark.parametrize(
    "text",
    [
        "The token is counted twice.",
        "total tokens: 1234, cached: 12",
        '{"inputTokens": 55, "isSecret": true}',
        "https://docs.python.org/3/library/re.html?highlight=match",
        "api_key=$OPENAI_API_KEY",
        "pytest -k test_login --maxfail 1",
        "Traceback (most recent call last):",
        "risk-averse, task-based",
    ],
)
def test_what_is_none_stays(text):
    assert Redactor().text(text) == text


def test_under_the_name_of_a_secret_nothing_is_shown_and_counts_are():
    message = {
        "params": {
            "apiKey": CANARY,
            "auth": {"refresh-token": [CANARY, {"x": CANARY}]},
            "env": {"PATH": CANARY},
            "environment": [{"name": "A", "value": CANARY}],
            "http_headers": {"X-Anything": CANARY},
            "verificationUrl": f"https://host/device?{CANARY}",
            "tokenUsage": {"total": {"inputTokens": 5}},
            "text": "fine",
        }
    }
    shown = Redactor().value(message)
    assert CANARY not in json.dumps(shown)
    assert shown["params"]["tokenUsage"] == {"total": {"inputTokens": 5}}
    assert shown["params"]["text"] == "fine"
    assert shown["params"]["verificationUrl"].startswith("https://host/device")


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("odd", ["", '"', "\\", '\\"', "é\u2028", "\U0001f511", "{}[]()*+?.|^$", "a b\tc"])
def test_a_known_secret_is_found_however_often_it_is_put_into_json(odd, depth):
    secret = f"<{odd}-{CANARY}>"
    redactor = Redactor([secret])
    text = f"before {secret} after"
    for _ in range(depth):
        text = json.dumps({"said": text})
    assert CANARY not in redactor.text(text)


def test_what_was_sent_as_a_secret_is_known_from_then_on():
    redactor = Redactor()
    redactor.value({"apiKey": CANARY}, learns=True)
    assert redactor.text(f"the server says {CANARY}!") == f"the server says {REDACTED}!"


def test_short_values_are_looked_for_nowhere():
    assert Redactor(["word"]).text("a word") == "a word"


def test_of_the_environment_those_are_secrets_whose_name_says_so():
    assert secrets_of({"GH_TOKEN": "a", "MY_API_KEY": "b", "DB_PASSWORD": "c", "PATH": "d"}) == [
        "a",
        "b",
        "c",
    ]
