"""Mail: the messages of the outbox are sent over SMTP, each once."""
