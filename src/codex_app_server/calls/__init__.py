"""The methods of `AsyncCodex` and `AsyncThread`, by topic: each module has one base class of theirs.

`blocking_calls` has the same for the blocking clients.
"""
