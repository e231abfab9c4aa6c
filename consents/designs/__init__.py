"""On which design of the page people choose, and how often they say yes on each."""
