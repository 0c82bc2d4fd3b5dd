"""How plugins are called, what they return, and whose fault it is where one fails."""

MEMBERS = "members"
"""As what core's own members and observers are registered, first of all plugins."""
