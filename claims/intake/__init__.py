"""The workshop's own door for programs: drafts are handed in with a token. The public API knows nothing of it."""
