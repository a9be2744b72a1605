"""The protocol without a screen or a method: lines, ids, pending calls, who waits for which notification."""
