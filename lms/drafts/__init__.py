"""The door to unsent words: browsers leave them here as they are typed, and get the key that locks their own copy."""
