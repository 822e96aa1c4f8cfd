"""What a person can do: a framework of areas, the evidence they offer, fair marking, and a second look at it."""
