"""Models side by side: a column for each, and the line that names all of them."""
