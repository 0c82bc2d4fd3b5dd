"""How plugins are called, what they return, and whose fault it is where one fails."""
