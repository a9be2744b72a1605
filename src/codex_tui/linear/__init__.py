"""The linear mode: lines that are only ever appended, for screen readers, plain terminals, logs and pipes.

Beside the app, on the same session and model: no second client. Nothing here moves the cursor, draws or colours.
"""
