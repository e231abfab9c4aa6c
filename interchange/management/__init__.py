"""Commands typed by hand."""
