"""What a person wants, done: a class for each topic. Mistakes are said in a line, never raised."""
