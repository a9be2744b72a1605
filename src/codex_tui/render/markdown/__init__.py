"""Markdown as lines: parsed by markdown-it, laid out block by block, and streamed without rendering twice."""
