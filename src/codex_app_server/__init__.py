"""Speak to a `codex app-server` from Python; the client itself follows, this holds its typed models."""
