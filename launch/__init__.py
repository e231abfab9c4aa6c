"""Start, stop, test and check the portal on one machine, for trying and developing.

Nothing here runs in production, and nothing here knows Django: the portal itself reads only
environment variables. This package finds or starts the servers and sets those variables.
"""
