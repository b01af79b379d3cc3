"""Grading a folder of submissions: each on its own, confined, and within limits."""
