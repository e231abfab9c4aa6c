"""Parties, arrangements and products."""
