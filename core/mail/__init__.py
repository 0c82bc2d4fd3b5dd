"""Mail: what the outbox holds is sent over SMTP, each message once."""
