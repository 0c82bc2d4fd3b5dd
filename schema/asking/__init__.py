"""What is asked: a reading, its variables, its pages."""
