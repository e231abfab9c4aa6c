"""Pages about pictures."""
