"""Who may be in a picture, and what comes down after a no."""
