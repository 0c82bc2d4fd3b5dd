"""What does not fit is told when the schema is assembled, with what to write instead."""
