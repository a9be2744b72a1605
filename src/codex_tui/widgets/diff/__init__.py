"""The diff screen's parts: the pane with its rows and comments, and the list of files."""
