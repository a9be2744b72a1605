"""codex-tui: the terminal client for Codex, a Textual application on `codex_app_server.AsyncCodex`."""
