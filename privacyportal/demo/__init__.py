"""A board to try the portal with: made-up people, brought in as real ones are."""
