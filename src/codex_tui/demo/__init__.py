"""The scripted model and the demo made of it; `session` is the door for the application, `server` for tests.

Light on purpose: importing this package loads nothing. Only `session` may be imported where the extra `demo`
is not installed.
"""
