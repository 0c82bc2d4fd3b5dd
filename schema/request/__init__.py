"""What a request brings: its reader, variables and ids, the pages that it asks for, and what can be wrong with them."""
