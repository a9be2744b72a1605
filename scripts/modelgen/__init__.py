"""The steps behind scripts/generate_models.py: schema in, Python modules out."""
