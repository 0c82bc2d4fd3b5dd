"""Plugins: what they implement, how they are found, checked and called, and whose fault it is where one fails."""
