"""The reading room: what is made of a set of facts at S."""
