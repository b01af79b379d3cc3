"""The networks and the data of the demos in `docs/demos`: trained, checked and written."""
