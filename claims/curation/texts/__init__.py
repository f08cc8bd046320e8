"""Texts of sources: read from files, compared with those that are stored, their quotes found again in new ones."""
