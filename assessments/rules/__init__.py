"""Pure rules: what an area's state is, what may be submitted, what a decision needs. No database, no web."""
