"""Asking for choices: when, whom, and how many answered."""
