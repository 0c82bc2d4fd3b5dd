"""The model of what is declared, names and annotations resolved: planning and weaving know the schema by it."""
