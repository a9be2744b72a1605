"""Plain Python state of the application: what the screens show, with no Textual and no input or output in it."""
