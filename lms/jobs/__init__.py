"""The outbox: every effect outside the database, written in the same transaction, carried out by a worker."""
