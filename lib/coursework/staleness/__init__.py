"""What a stored notebook was made from, and whether it still is."""
