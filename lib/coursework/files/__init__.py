"""Files that are read and replaced whole, folders that can be written, paths in variables."""
