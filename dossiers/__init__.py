"""What is written about a student: conversation notes, and the rest of the file by category."""
