"""The demo's project: a small git repository with a bug, a test that shows it and a stale build folder."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

CART = '''\
"""What is in the cart and what it costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    name: str
    price: float
    quantity: int = 1


def subtotal(lines: list[Line]) -> float:
    """Return the price of all lines, before any discount."""
    return sum(line.price for line in lines)


def total(lines: list[Line], discount: float = 0.0) -> float:
    """Return what the customer pays; `discount` is a share between 0 and 1."""
    return round(subtotal(lines) * (1 - discount), 2)
'''

TEST_CART = """\
import unittest

from shop.cart import Line, subtotal, total


class CartTest(unittest.TestCase):
    def test_empty_cart_costs_nothing(self) -> None:
        self.assertEqual(total([]), 0)

    def test_discount_is_taken_off(self) -> None:
        self.assertEqual(total([Line("tea", 4.0)], discount=0.25), 3.0)

    def test_quantity_counts(self) -> None:
        self.assertEqual(subtotal([Line("tea", 4.0, quantity=3)]), 12.0)


if __name__ == "__main__":
    unittest.main()
"""

RECEIPT = '''\
"""The receipt as text."""

from shop.cart import Line, total


def receipt(lines: list[Line]) -> str:
    rows = [f"{line.quantity:>3} x {line.name:<20} {line.price:>8.2f}" for line in lines]
    return "\\n".join([*rows, f"{'total':<26} {total(lines):>8.2f}"])
'''

README = """\
# shop

A cart, a receipt and one failing test. Run the tests with `python3 -m unittest -v`.
"""

FILES: Mapping[str, str] = {
    "README.md": README,
    ".gitignore": "build/\n__pycache__/\n",
    "shop/__init__.py": "",
    "shop/cart.py": CART,
    "shop/receipt.py": RECEIPT,
    "tests/__init__.py": "",
    "tests/test_cart.py": TEST_CART,
    "build/stale.txt": "left over from the last release\n",
}

_AUTHOR = ("-c", "user.name=Demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgsign=false")


def make_project(path: Path, files: Mapping[str, str] = FILES) -> None:
    """Write the files into a new folder and commit them on the branch `main`.

    Without git on the machine the folder stays a plain one; everything else works the same.
    """
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if text.startswith("#!"):
            file.chmod(0o755)
    try:
        _git(path, "init", "--quiet", "--initial-branch=main")
        _git(path, "add", "--all")
        _git(path, *_AUTHOR, "commit", "--quiet", "--message", "A cart and a receipt")
    except FileNotFoundError:
        return


_OF_A_REPOSITORY = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"}
)
"""Variables that a hook of git, or `git bisect run`, has: with them the commit would go into that repository."""


def _git(path: Path, *arguments: str) -> None:
    env = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    subprocess.run(["git", *arguments], cwd=path, env=env, check=True, stdin=subprocess.DEVNULL)
