"""Notebooks and long trainings being run, and what a person sees meanwhile."""
