"""The data that every server answers from: all fictitious, and the same on both engines, from the same random numbers."""
