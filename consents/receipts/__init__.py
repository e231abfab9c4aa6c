"""A receipt as a file: to read, to hand to another program, and to check."""
