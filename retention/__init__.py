"""The retention schedule and the leaver purge."""
