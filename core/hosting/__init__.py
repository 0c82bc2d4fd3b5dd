"""How plugins are called, what they return, and whose fault it is where one fails."""

MEMBERS = "members"
"""The name under which core registers its own members and observers, as the first plugin."""
