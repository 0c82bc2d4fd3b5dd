"""What authors write of the schema: columns, types, fields, orders, filters, changes."""
