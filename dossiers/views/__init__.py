"""Pages about what is written in a student's file."""
