"""What outlives a process in the user's state folder: drafts, history, layout, notes. Knows the model's values only."""
