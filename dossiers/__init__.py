"""Conversation notes."""
