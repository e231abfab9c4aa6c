"""Purposes, wordings, decisions and the effective answer."""
