"""People, their roles at the nodes of one tree, and how they sign in."""
