"""The papers people ask for: privacy, data map, impact assessment, accessibility; made of the code."""
