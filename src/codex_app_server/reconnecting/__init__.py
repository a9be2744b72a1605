"""Make a broken connection good again: what was followed, what was missed, and when to try again."""
