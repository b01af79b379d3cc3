"""What notebooks have recorded, read back without importing Keras."""
