"""Pages about access, one module a subject."""
