"""Board, school, school year, group."""
