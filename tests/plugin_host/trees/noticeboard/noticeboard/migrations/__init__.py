"""The revisions of this plugin's table."""
