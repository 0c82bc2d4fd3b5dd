"""What routes, commands and background work of plugins get: the platform, answers of the schema."""
