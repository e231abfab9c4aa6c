"""A made-up board with two schools, as files in the formats that real systems write."""
