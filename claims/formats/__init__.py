"""How what was read becomes bytes, one format in each file."""
