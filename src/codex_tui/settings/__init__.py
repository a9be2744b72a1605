"""The settings of a person: what there is to set, and what is set, from file, environment and command line."""
