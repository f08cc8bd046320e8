"""The coding bench: a source's text on the left, the form of a claim on the right.

Everything works as plain forms, drawn and checked here; the scripts in static/claims/bench/ press the same buttons for
whoever codes by keyboard.
"""
