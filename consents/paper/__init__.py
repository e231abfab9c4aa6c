"""What was said outside the portal: the form by which it comes in, and the scan of it."""
