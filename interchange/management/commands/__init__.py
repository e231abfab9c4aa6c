"""Commands of files that come in."""
