"""What authors declare: columns, types, fields, orders, filters, changes."""
