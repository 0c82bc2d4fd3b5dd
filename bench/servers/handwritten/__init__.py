"""One hand-written statement for each operation, behind the platform's HTTP layer or part of it."""
