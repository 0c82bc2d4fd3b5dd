"""Elements of statements that SQLAlchemy does not have, and how each is compiled; they import nothing else of
weaving."""
