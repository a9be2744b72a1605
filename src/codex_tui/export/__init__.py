"""A conversation as a file: pure functions from what the server gave to Markdown, HTML, JSON and SVG.

Uses the model and, for the picture and the diffs, rendering. What reads the thread and writes the file is elsewhere.
"""
