"""HTTP: from the wire to the schema, and back."""
