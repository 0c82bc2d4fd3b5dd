"""Elements of statements that SQLAlchemy lacks, and how each is compiled; they import nothing else of weaving."""
