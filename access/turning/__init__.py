"""A student turns sixteen: who is told, when, and in which words."""
