"""Commands about keeping and ending."""
