"""What models of a comparison answer: each in its own way, by its name, so that there is something to compare."""

from codex_tui.demo.request import ModelRequest
from codex_tui.demo.script import HttpError, Patch, Pause, Reasoning, Script, Shell, Text, Usage
from codex_tui.demo.tour import FIX

UNKNOWN = "The model “{model}” does not exist, or you have no access to it."

_SHORT = """\
`subtotal` forgets the **quantity**. Multiply in one place:

```python
return sum(line.price * line.quantity for line in lines)
```
"""

_THOROUGH = """\
## What is wrong

`subtotal` in `shop/cart.py` adds prices without their quantity, so three teas cost as much as one.

| lines        | expected | found |
|--------------|---------:|------:|
| 3 teas at 4  |     12.0 |   4.0 |

## What I would change

1. multiply by `line.quantity` in `subtotal`,
2. keep the rounding in `total`, where it happens once,
3. add a test with two lines of different quantities.
"""

_CAREFUL = """\
One line is wrong, and I changed it in `shop/cart.py`: a line now costs its price times its quantity. The tests that \
failed before are the ones to run again.
"""

TEST = """\
*** Begin Patch
*** Add File: tests/test_quantities.py
+from shop.cart import Line, subtotal
+
+
+def test_quantities_count():
+    assert subtotal([Line("tea", 4.0, quantity=3)]) == 12.0
*** End Patch
"""


def answer_by_model(request: ModelRequest, *, pause: float = 0.0) -> Script:
    """Answer as the model that is asked would: small ones quick and short, large ones late and at length."""
    model = request.model
    if model.startswith(("no-", "unknown")):
        return Script([[HttpError(400, UNKNOWN.format(model=model))]], repeat_last=True)
    if "luna" in model:
        usage = Usage(input_tokens=4_100, cached_tokens=1_000, output_tokens=70)
        return Script([[Pause(pause), Text(_SHORT), usage]])
    if "astra" in model:
        thoughts = Reasoning(["**Reading the cart**\n\nPrices are added; nothing looks at the quantity."])
        usage = Usage(input_tokens=4_300, cached_tokens=1_000, output_tokens=920, reasoning_tokens=640)
        return Script(
            [[Pause(3 * pause), thoughts, Shell("grep -n price shop/*.py")], [Text(_THOROUGH), usage]]
        )
    usage = Usage(input_tokens=4_200, cached_tokens=1_000, output_tokens=310, reasoning_tokens=90)
    patches = [Patch(FIX), Patch(TEST)] if "sol" in model else [Patch(FIX)]
    return Script([[Pause(2 * pause), *patches], [Text(_CAREFUL), usage]])
