"""The public API over HTTP: thin, on shapes and formats."""
