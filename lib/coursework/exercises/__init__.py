"""Exercises from solutions, and a student's copies of them."""
