"""The methods of `Codex` and `Thread` by topic, and the handles they return: `calls`, for blocking code.

Each is made from its asynchronous counterpart by `blocking` or `forwarding`: same names, same parameters.
"""
