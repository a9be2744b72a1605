"""A message with everything that Markdown has, and with all that a terminal may stumble over."""

MARKDOWN = """\
# Everything in one message

A paragraph with **strong**, *emphasis*, ***both***, `code`, ~~struck~~ text and a footnote[^1]; a backslash makes\\
a new line, and so does a newline.

## Lists

- first, with a [link to the docs](https://example.com/docs/start) and a bare one: https://example.com/a_(b).
- second
  1. nested and numbered
  2. with code of its own:
     ```sh
     make test
     ```
     - nested once more, and long enough to wrap at the width of nearly every terminal that people have on a desk
- [ ] a task that waits
- [x] a task that is done

7. a list may begin with seven

   and have paragraphs
8. and go on

## Code

```python
def total(prices: list[float]) -> float:
    \"\"\"The sum; nothing is rounded.\"\"\"
    return sum(prices)  # a comment
```

```diff
- old line
+ new line
```

```
no language
```

    indented code

## Tables

| Name   | Lines | Ratio |
|:-------|------:|:-----:|
| model  |    41 |  0.5  |
| render | 1,120 |  1.0  |

| Text | Columns | What it is |
|------|--------:|------------|
| 漢字テスト | 10 | wide characters |
| e\u0301a\u0300 | 2 | combining marks |
| 👨‍👩‍👧 | 2 | a family, joined |
| ❤️ | 2 | a heart with a selector |
| 🇩🇪🇫🇷 | 4 | two flags |
| 👍🏽 | 2 | a skin tone |
| שלום עולם | 9 | Hebrew |
| مرحبا | 5 | Arabic |

| Option | Default | Environment | Since | Restart | What it does |
|--------|---------|-------------|-------|---------|--------------|
| `request_timeout_seconds` | 30 | `SHOP_REQUEST_TIMEOUT_SECONDS` | 1.4 | no | Ends a request that takes longer |
| `retry_attempts` | 5 | `SHOP_RETRY_ATTEMPTS` | 2.0 | yes | How often a failed request is sent again |

## Quotations and the rest

> A quotation
> > in a quotation, with `code`
>
> - and a list

![the diagram](https://example.com/diagram.png)

<details><summary>HTML is text</summary></details> &copy; &amp; &lt;b&gt;

---

## Nothing here may harm

- a link that lies: [https://example.com](https://example.org/elsewhere)
- [not to be opened](javascript:alert(1)) and [nor this](ftp://example.com/x)
- bidi: \u202eesrever\u202c and \u2066isolated\u2069, an entity &#x202E;too
- escapes: \x1b[31mno colour\x1b[0m, \x1b]8;;https://evil.example\x1b\\no link\x1b]8;;\x1b\\
- [bold]no markup[/bold] of the terminal library

[^1]: A footnote stands where it is written, its text hanging behind the mark, however long it is.

    It may have more than one paragraph.
"""
