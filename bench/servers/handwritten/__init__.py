"""One hand-written endpoint per operation, behind the HTTP layer that the platform has."""
