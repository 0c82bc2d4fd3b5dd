"""What every plugin must hold to. Each check is a function of an examination that yields the faults it finds."""
