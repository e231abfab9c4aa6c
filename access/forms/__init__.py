"""What may come in from the pages about access, one module a subject."""
