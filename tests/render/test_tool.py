from __future__ import annotations

from codex_tui.model.items import ItemStatus
from codex_tui.model.safe_text import SafeText
from codex_tui.model.tool_items import CompactionItem, HookItem, ImageItem, McpCallItem, Section
from codex_tui.render.cells import renderer_for
from tests.render.support import KEY, context, copied, shown, token_at

DONE = ItemStatus.COMPLETED
ARGUMENTS = Section("arguments", SafeText('{\n  "item": "tea"\n}'), language="json")


def call(**more) -> McpCallItem:
    given = {"status": DONE, "sections": (ARGUMENTS,), **more}
    return McpCallItem(key=KEY, heading=SafeText("shop.stock"), argument=SafeText("tea"), **given)


def lines(count: int) -> SafeText:
    return SafeText("\n".join(f"line {number}" for number in range(count)))


def test_a_call_is_one_line_with_the_first_lines_of_its_result_and_opens_to_all_of_it() -> None:
    renderer = renderer_for(call(sections=(ARGUMENTS, Section("result", lines(9), 3)), duration_ms=1240))
    assert shown(renderer, context(40, folded=True)) == [
        "◆ shop.stock  tea  ▸                1.2s",
        "  line 0",
        "  line 1",
        "  line 2",
        "  … 6 more lines  ▸",
    ]
    assert shown(renderer, context(40))[:6] == [
        "◆ shop.stock  tea  ▾                1.2s",
        "  arguments",
        "    {",
        '      "item": "tea"',
        "    }",
        "  result",
    ]
    assert shown(renderer, context(40))[-1] == "    line 8"
    assert {renderer.lines[0].target} == {"fold"}


def test_no_line_is_spent_on_saying_that_one_more_follows() -> None:
    renderer = renderer_for(call(sections=(Section("", lines(4), 3),)))
    assert shown(renderer, context(40, folded=True))[1:] == ["  line 0", "  line 1", "  line 2", "  line 3"]
    assert not renderer.foldable


def test_a_running_call_shows_how_far_it_is_and_that_it_may_wait_for_a_person() -> None:
    item = call(status=ItemStatus.RUNNING, started_ms=0, progress=SafeText("3 of 6"))
    renderer = renderer_for(item)
    assert shown(renderer, context(40, folded=True, now_ms=4_000)) == [
        "⠋ shop.stock  tea  ▸                  4s",
        "  3 of 6",
    ]
    assert renderer.tick(context(40, folded=True, now_ms=5_000, frame=1))
    assert "5s" in renderer.lines[0].strip.text
    assert (
        shown(renderer, context(40, folded=True, waiting=True))[0]
        == "? shop.stock  tea  ▸       waits for you"
    )


def test_what_failed_is_said_in_red_with_its_reason() -> None:
    renderer = renderer_for(
        call(status=ItemStatus.FAILED, sections=(Section("error", SafeText("gone"), 3, problem=True),))
    )
    assert shown(renderer, context(40, folded=True)) == ["◆ shop.stock  tea                 failed", "  gone"]
    assert token_at(renderer.lines, "failed") == token_at(renderer.lines, "gone") == {"error"}


def test_the_time_goes_before_the_outcome_and_the_outcome_before_the_name() -> None:
    item = HookItem(
        key=KEY,
        heading=SafeText("PreToolUse hook"),
        argument=SafeText("who may audit"),
        outcome=SafeText("blocked"),
        status=ItemStatus.DECLINED,
        duration_ms=2_000,
    )
    assert shown(renderer_for(item), context(60)) == [
        "⌐ PreToolUse hook  who may audit              blocked   2.0s"
    ]
    assert shown(renderer_for(item), context(36, folded=True)) == ["⌐ PreToolUse hook  who may…  blocked"]


def test_a_long_line_shows_all_of_itself_when_it_is_open() -> None:
    item = ImageItem(key=KEY, status=DONE, heading=SafeText("Viewed an image"), argument=SafeText("x" * 40))
    renderer = renderer_for(item)
    assert len(shown(renderer, context(40, folded=True))) == 1
    assert renderer.foldable
    assert "".join(line.strip() for line in shown(renderer, context(40))[1:]) == "x" * 40


def test_a_picture_is_named_as_seen_from_the_folder() -> None:
    path = SafeText("/shop/shots/a.png")
    item = ImageItem(key=KEY, status=DONE, heading=SafeText("Viewed an image"), argument=path, path=path)
    assert shown(renderer_for(item), context(40, folder="/shop")) == ["▣ Viewed an image  shots/a.png"]


def test_a_compaction_runs_and_is_over() -> None:
    item = CompactionItem(key=KEY)
    renderer = renderer_for(item)
    assert shown(renderer, context(40)) == ["⠋ Compacting the context"]
    item.status = DONE
    item.touch()
    assert shown(renderer, context(40)) == ["≡ Context compacted"]
    item.before, item.after = 71_000, 7_800
    item.touch()
    assert shown(renderer, context(60))[0].endswith("71k → 7.8k tokens")
    assert shown(renderer, context(40))[0].endswith("71k → 7.8k")
    assert shown(renderer, context(40, ascii_only=True))[0].endswith("71k -> 7.8k")


def test_a_result_of_megabytes_is_laid_out_where_it_is_looked_at() -> None:
    text = SafeText("\n".join(f"line {number}" for number in range(4_000)) + "\n" + "x" * 10_000)
    item = call(sections=(ARGUMENTS, Section("result", text, 3)))
    renderer = renderer_for(item)
    renderer.update(context(80))
    assert sum(1 for number in range(len(renderer.lines)) if renderer.lines[number].strip.cell_length) < 10
    assert text in copied(list(renderer.lines)).replace("\n    ", "\n")
    offsets = [line.source for line in renderer.lines]
    assert offsets == sorted(offsets)
    assert item.source()[offsets[9] :].startswith("line 3\n")
