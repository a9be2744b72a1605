"""Pure rendering: the state of an item, a width and a palette become lines. It uses the model only."""
