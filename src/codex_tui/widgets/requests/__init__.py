"""What waits for a person, drawn: the same bodies in the dock, on a screen of their own and in the inbox."""
