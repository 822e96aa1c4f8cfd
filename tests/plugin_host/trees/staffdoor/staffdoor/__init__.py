"""Who comes in from the intranet, and what reaches them there."""
