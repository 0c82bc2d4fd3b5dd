"""The records in one transaction: statements by hand or made ahead, looks, what has changed."""
