"""The checks that every plugin must pass. Each is a function of an examination that yields the faults it finds."""
