"""A review of access: when it is due, what it finds, how its pages and files show that."""
