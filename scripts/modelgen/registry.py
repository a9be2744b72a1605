"""Third step of the model generator: which models a method of the protocol takes and answers with."""

from __future__ import annotations

from typing import Any

from scripts.modelgen.schema import Json, Normalised, pascal, ref_name

# Responses whose name does not follow from the name of the parameters.
RESPONSES = {
    "account/gatewayOAuth/cancel": "GatewayOAuthCancelResponse",
    "account/gatewayOAuth/login": "GatewayOAuthLoginResponse",
    "account/gatewayOAuth/read": "GatewayOAuthReadResponse",
    "account/logout": "LogoutAccountResponse",
    "account/workspaceMessages/read": "GetWorkspaceMessagesResponse",
    "config/batchWrite": "ConfigWriteResponse",
    "config/mcpServer/reload": "McpServerRefreshResponse",
    "config/value/write": "ConfigWriteResponse",
    "configRequirements/read": "ConfigRequirementsReadResponse",
    "externalAgentConfig/import/readHistories": "ExternalAgentConfigImportHistoriesReadResponse",
    "memory/reset": "MemoryResetResponse",
    "remoteControl/status/read": "RemoteControlStatusReadResponse",
    "rollout/compress": "RolloutCompressResponse",
    "windowsSandbox/readiness": "WindowsSandboxReadinessResponse",
}


class Registry:
    """The three tables, read from the envelopes, with every name checked against the models."""

    def __init__(self, normalised: Normalised) -> None:
        self.models = {*normalised.definitions, *normalised.unions}
        unions = normalised.unions.values()
        self.parts = {name for union in unions for name in (*union.variants, union.fallback) if name}
        envelopes = normalised.envelopes
        self.notifications = {
            method: self.known(params) for method, params in table(envelopes["ServerNotification"]) if params
        }
        self.server_requests = {
            method: (self.known(params), self.response(method, params))
            for method, params in table(envelopes["ServerRequest"])
            if params
        }
        self.client_requests = {
            method: (params and self.known(params), self.response(method, params))
            for method, params in table(envelopes["ClientRequest"])
        }
        self.check_complete()

    def known(self, name: str) -> str:
        if name not in self.models:
            raise SystemExit(f"no model named {name}")
        return name

    def response(self, method: str, params: str | None) -> str:
        name = RESPONSES.get(method)
        if name is None and params is not None:
            name = params.removesuffix("Params") + "Response"
        if name is None:
            raise SystemExit(f"which model answers {method}? Add it to RESPONSES")
        return self.known(name)

    def check_complete(self) -> None:
        """Every response of the schema must answer something, or a pairing is wrong."""
        answered = {pair[1] for pair in (*self.server_requests.values(), *self.client_requests.values())}
        orphans = {name for name in self.models - self.parts if name.endswith("Response")} - answered
        if orphans:
            raise SystemExit(f"no method answers with {sorted(orphans)}")

    def topics(self) -> dict[str, set[str]]:
        """Models by the first word of the methods that use them, as module names."""
        result: dict[str, set[str]] = {}
        pairs: list[tuple[str, tuple[str | None, ...]]] = [
            *((method, (name,)) for method, name in self.notifications.items()),
            *((method, ("server", *names)) for method, names in self.server_requests.items()),
            *self.client_requests.items(),
        ]
        for method, names in pairs:
            topic = "approvals" if names[0] == "server" else topic_of(method)
            result.setdefault(topic, set()).update(name for name in names if name and name != "server")
        return {f"_topic_{topic}": names for topic, names in sorted(result.items())}


def topic_of(method: str) -> str:
    words = [pascal(word) for word in method.split("/")]
    head = words[0] if words[0] != "Thread" or len(words) < 3 else "".join(words[:2])
    return "".join("_" + c.lower() if c.isupper() else c for c in head).strip("_")


def table(envelope: Json) -> list[tuple[str, str | None]]:
    """Methods of an envelope union with the model of their parameters."""
    rows: list[tuple[str, str | None]] = []
    for variant in envelope["anyOf"]:
        properties = variant["properties"]
        rows.append((properties["method"]["enum"][0], params_name(properties.get("params"))))
    return sorted(rows)


def params_name(schema: Any) -> str | None:
    if not isinstance(schema, dict):
        return None
    branches = schema.get("anyOf", [schema])
    return next((name for name in map(ref_name, branches) if name), None)
