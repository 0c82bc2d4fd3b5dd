"""Declarations become one schema: classes are made, with their arguments, restrictions and roots."""
