"""The pages of retention: what goes, what may not go for now, and how long what is kept."""
