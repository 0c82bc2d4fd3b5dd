"""What routes, commands and background work of plugins get: the platform, and answers of the schema."""
