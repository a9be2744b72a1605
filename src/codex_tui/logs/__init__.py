"""The log that ``--log FILE`` asks for: what goes over the wire, and what goes wrong, without secrets.

Beside the store; imported only where a log is wanted. `redaction` is pure and serves crash reports, too.
"""
