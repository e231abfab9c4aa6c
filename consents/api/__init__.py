"""Answers for other systems: who asks with which token, about what, and what is signed."""
