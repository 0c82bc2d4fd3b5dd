"""Who may ask and do what: every query and mutation of the assembled schema, against every role."""
