"""Second step of the model generator: classes from datamodel-code-generator, dealt to modules by dependency.

Importing a thousand pydantic classes costs half a second, so they are dealt by who needs them: first what
listing, starting and streaming use, each group with its dependencies; then a module for each topic of the
protocol, with what several topics share in a module of its own. A module imports only modules before it.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.modelgen.schema import Normalised, Union

BASE_MODULE = "codex_app_server.generated._base"
GENERATOR_OPTIONS = (
    "--ignore-pyproject",
    "--input-file-type=jsonschema",
    "--output-model-type=pydantic_v2.BaseModel",
    "--target-python-version=3.10",
    "--use-standard-collections",
    "--use-union-operator",
    "--use-annotated",
    "--enum-field-as-literal=none",
    "--use-subclass-enum",
    "--set-default-enum-member",
    "--snake-case-field",
    "--remove-special-field-name-prefix",
    "--strict-nullable",
    "--strict-refs",
    "--use-typed-nullable-map-values",
    "--use-typed-map-values-beside-other-types",
    "--skip-root-model",
    f"--base-class={BASE_MODULE}.ProtocolModel",
    "--disable-timestamp",
    "--formatters=builtin",
    "--use-double-quotes",
)
# What is used together, in order of need: each group takes its dependencies that no group before it took.
COMMON_GROUPS: dict[str, tuple[str, ...]] = {
    "_session": ("InitializeParams", "InitializeResponse"),
    "_deltas": (
        "AgentMessageDeltaNotification",
        "CommandExecutionOutputDeltaNotification",
        "ReasoningSummaryTextDeltaNotification",
        "ReasoningTextDeltaNotification",
        "PlanDeltaNotification",
        "ThreadTokenUsage",
        "ThreadTokenUsageUpdatedNotification",
    ),
    "_items": ("ThreadItem", "ItemStartedNotification", "ItemCompletedNotification"),
    "_turns": ("Turn", "TurnStartedNotification", "TurnCompletedNotification", "ErrorNotification"),
    "_threads": (
        "Thread",
        "ThreadListParams",
        "ThreadListResponse",
        "ThreadReadParams",
        "ThreadReadResponse",
        "ThreadStartedNotification",
        "ThreadStatusChangedNotification",
    ),
    "_models": ("ModelListParams", "ModelListResponse"),
    "_opened": (
        "ThreadStartResponse",
        "ThreadForkParams",
        "ThreadForkResponse",
        "TurnStartParams",
        "TurnStartResponse",
        "TurnSteerParams",
        "TurnSteerResponse",
        "TurnInterruptParams",
        "TurnInterruptResponse",
    ),
    "_start": ("ThreadStartParams",),
    "_resume": ("ThreadResumeParams", "ThreadResumeResponse"),
    "_notices": (
        "AccountRateLimitsUpdatedNotification",
        "ReasoningSummaryPartAddedNotification",
        "ServerRequestResolvedNotification",
        "ThreadReadStateChangedNotification",
        "ThreadSettingsUpdatedNotification",
        "TurnDiffUpdatedNotification",
        "TurnPlanUpdatedNotification",
        "WarningNotification",
    ),
}
SHARED_MODULE = "_shared"
SMALL_TOPICS_MODULE = "_topic_small"
SMALL_TOPIC = 3  # classes; a module for less is not worth its file
REST_MODULE = "_unreferenced"


@dataclass(frozen=True)
class Class:
    """One generated class: its source and the generated names it mentions."""

    name: str
    source: str
    needs: frozenset[str]


def generate_classes(normalised: Normalised) -> dict[str, Class]:
    """Run datamodel-code-generator and put the unions in, which it cannot write tolerant enough."""
    definitions = dict(normalised.definitions)
    definitions.update({name: {"type": "object", "properties": {}} for name in normalised.unions})
    module = run_generator({"definitions": definitions})
    lines = module.splitlines()
    classes: dict[str, Class] = {}
    for node in ast.parse(module).body:
        if not isinstance(node, ast.ClassDef):
            continue
        source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        if node.name in normalised.unions:
            source = render_union(node.name, normalised.unions[node.name])
        base = "ClosedEnum" if node.name in normalised.closed else "OpenEnum"
        source = late_default(source.replace("(str, Enum):", f"({base}):", 1), set(normalised.unions))
        mentioned = {sub.id for sub in ast.walk(ast.parse(source)) if isinstance(sub, ast.Name)}
        needs = frozenset(mentioned & definitions.keys() - {node.name})
        classes[node.name] = Class(node.name, source, needs)
    if classes.keys() != definitions.keys():
        raise SystemExit(f"classes and definitions differ: {sorted(classes.keys() ^ definitions.keys())}")
    return classes


def run_generator(schema: dict[str, object]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "schema.json"), Path(folder, "models.py")
        source.write_text(json.dumps(schema))
        command = [sys.executable, "-m", "datamodel_code_generator", *GENERATOR_OPTIONS]
        subprocess.run([*command, f"--input={source}", f"--output={target}"], check=True)
        return target.read_text()


def render_union(name: str, union: Union) -> str:
    """Known variants by tag, in Rust; whatever none of them takes goes to the fallback instead of failing."""
    head = f"class {name}(ProtocolRoot):\n    root: "
    if union.fallback is None:
        return head + " | ".join(union.variants)
    if not union.tag or len(union.variants) == 1:
        body = "\n        | ".join((*union.variants, union.fallback))
        return f'{head}Annotated[\n        {body},\n        Field(union_mode="left_to_right"),\n    ]'
    tag = re.sub(r"(?<!^)([A-Z])", r"_\1", union.tag).lower()
    known = "\n            | ".join(union.variants)
    known = f'Annotated[\n            {known},\n            Field(discriminator="{tag}"),\n        ]'
    fallback = f'{union.fallback},\n        Field(union_mode="left_to_right"),'
    return f"{head}Annotated[\n        {known}\n        | {fallback}\n    ]"


def late_default(source: str, unions: set[str]) -> str:
    """A default that is a union's value is made when it is needed: making it builds the classes."""

    def replace(match: re.Match[str]) -> str:
        annotation, union, value = match.group(1, 2, 3)
        if union not in unions:
            return match[0]
        annotation = annotation.replace(", validate_default=True", "")
        return f"{annotation} = Field(default_factory=lambda: {union}({value}))"

    pattern = r"(Annotated\[\s*(\w+), Field\([^()]*\)\s*\]) = (\"\w+\")$"
    return re.sub(pattern, replace, source, flags=re.MULTILINE)


def closure(seeds: set[str], classes: dict[str, Class]) -> set[str]:
    """The seeds and everything they mention, near and far."""
    found: set[str] = set()
    waiting = sorted(seeds)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(classes[name].needs)
    return found


def deal(classes: dict[str, Class], topics: dict[str, set[str]]) -> dict[str, set[str]]:
    """Deal classes to modules so that imports go one way; `topics` maps modules to what they are about."""
    modules: dict[str, set[str]] = {}
    taken: set[str] = set()
    for module, seeds in COMMON_GROUPS.items():
        modules[module] = closure(set(seeds), classes) - taken
        taken |= modules[module]
    reached = {module: closure(seeds, classes) - taken for module, seeds in topics.items()}
    seen: set[str] = set()
    shared: set[str] = set()
    for names in reached.values():
        shared |= seen & names
        seen |= names
    modules[SHARED_MODULE] = shared
    for module, names in reached.items():
        own = names - shared
        modules.setdefault(module if len(own) > SMALL_TOPIC else SMALL_TOPICS_MODULE, set()).update(own)
    modules[REST_MODULE] = classes.keys() - taken - seen
    return {module: names for module, names in modules.items() if names}


def in_order(names: set[str], classes: dict[str, Class]) -> list[str]:
    """Names with what they need before them, as far as cycles allow; otherwise by name."""
    ordered: dict[str, None] = {}
    started: set[str] = set()

    def visit(name: str) -> None:
        if name in started:
            return
        started.add(name)
        for needed in sorted(classes[name].needs & names):
            visit(needed)
        ordered[name] = None

    for name in sorted(names):
        visit(name)
    return list(ordered)


def quote_forward(source: str, missing: frozenset[str]) -> str:
    """Quote the annotations that mention classes which are not defined yet: the members of a cycle."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign):
            mentioned = {sub.id for sub in ast.walk(node.annotation) if isinstance(sub, ast.Name)}
            text = ast.get_source_segment(source, node.annotation) or ""
            if mentioned & missing:
                source = source.replace(text, repr(" ".join(text.split())), 1)
    return source


def render_module(names: set[str], classes: dict[str, Class], homes: dict[str, str]) -> str:
    """One module, what is needed first coming first.

    The annotations are evaluated as they stand, without `from __future__ import annotations`: as strings they
    would cost pydantic a compilation each, a third of the import time.
    """
    body, imports, defined = "", dict[str, set[str]](), set[str]()
    for name in in_order(names, classes):
        member = classes[name]
        body += f"\n\n{quote_forward(member.source, (member.needs | {name}) & names - defined)}\n"
        defined.add(name)
        for needed in member.needs - names:
            imports.setdefault(homes[needed], set()).add(needed)
    lines: list[str] = []
    mentioned = set(re.findall(r"\w+", body))
    for module, candidates in (
        ("typing", ("Annotated", "Any", "Literal")),
        ("pydantic", ("Field", "RootModel")),
        (BASE_MODULE, ("ClosedEnum", "OpenEnum", "ProtocolModel", "ProtocolRoot")),
    ):
        wanted = [name for name in candidates if name in mentioned]
        if wanted:
            lines += [f"from {module} import {', '.join(wanted)}"]
            lines += [""] if module != BASE_MODULE else []
    for home in sorted(imports):
        lines += [f"from .{home} import (", *(f"    {name}," for name in sorted(imports[home])), ")"]
    return "\n".join(lines) + "\n" + body
