"""What is asked beside pictures, each kind with its own rules."""
