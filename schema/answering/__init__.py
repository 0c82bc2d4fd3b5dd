"""What is told, and what is told again."""
