"""Autoencoders in Keras 3: builders, training, measurements and plots for the course."""
