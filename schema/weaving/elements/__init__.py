"""Elements of statements that SQLAlchemy does not have, and how each is compiled; they know nothing of the rest."""
