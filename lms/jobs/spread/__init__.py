"""Work spread over many machines: Procrastinate carries row ids to workers; the outbox stays the record of truth."""
