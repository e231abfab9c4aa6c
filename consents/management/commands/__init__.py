"""Commands about consent."""
