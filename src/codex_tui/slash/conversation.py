"""Commands about the conversation that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui import messages as say
from codex_tui.slash.command import CommandContext, Group, Refusal, SlashCommand

if TYPE_CHECKING:
    from codex_tui.messages import Intent

INIT_PROMPT = (
    "Write a file AGENTS.md in the root of this repository: a guide for you and other agents that work here. "
    "If there is one already, improve it and keep what is right.\n\n"
    "Look at the project first: its files, its build and test commands, its configuration, its recent commits. "
    'Then write, in Markdown under the title "Repository Guidelines", at most 400 words, only what is true here:\n'
    "- what the project is, and where its source, tests and other parts lie;\n"
    "- the commands that build, run, test, lint and format it, each as it is typed;\n"
    "- style: language versions, naming, formatting, and the patterns that are followed;\n"
    "- tests: which framework, how they are named, how to run all of them or one;\n"
    "- commits and pull requests, as the history shows them;\n"
    "- anything that is easy to get wrong here.\n\n"
    "Give no general advice, and invent nothing that you have not seen."
)


def _init(context: CommandContext, _argument: str) -> Intent:
    return say.PromptSubmitted(context.thread, INIT_PROMPT)


def _stop(context: CommandContext, _argument: str) -> Intent | Refusal:
    running = context.conversation.running_on if context.conversation is not None else {}
    for item in running:
        return say.EndCommand(item, everything=True)
    return Refusal("No command runs on after its turn")


def _interrupt(context: CommandContext, _argument: str) -> Intent | Refusal:
    if context.thread is None or not context.runs:
        return Refusal("No turn runs")
    return say.InterruptTurn(context.thread)


CONVERSATION = (
    SlashCommand(
        "compact",
        Group.CONVERSATION,
        "conversation.compact",
        idle_only="A turn runs: interrupt it, or wait for its end, before compacting",
    ),
    SlashCommand("diff", Group.CONVERSATION, "conversation.diff", aliases=("changes",)),
    SlashCommand("copy", Group.CONVERSATION, "conversation.copy_last"),
    SlashCommand("export", Group.CONVERSATION, "conversation.export"),
    SlashCommand("find", Group.CONVERSATION, "conversation.find", aliases=("search",)),
    SlashCommand("expand", Group.CONVERSATION, "conversation.fold_all", aliases=("fold",)),
    SlashCommand("map", Group.CONVERSATION, "transcript.map"),
    SlashCommand("answer", Group.CONVERSATION, "conversation.approvals"),
    SlashCommand("interrupt", Group.CONVERSATION, help="Interrupt the running turn", post=_interrupt),
    SlashCommand("stop", Group.CONVERSATION, help="End the commands that go on after their turn", post=_stop),
    SlashCommand("editor", Group.CONVERSATION, "composer.editor", aliases=("edit",)),
    SlashCommand("history", Group.CONVERSATION, "composer.recall"),
    SlashCommand("mention", Group.CONVERSATION, "composer.mention"),
    SlashCommand("panel", Group.CONVERSATION, "conversation.panel"),
    SlashCommand(
        "init",
        Group.TOOLS,
        help="Have the agent look at the project and write its AGENTS.md",
        post=_init,
        idle_only="A turn runs: /init begins one of its own, so wait for the end, or interrupt",
    ),
)
