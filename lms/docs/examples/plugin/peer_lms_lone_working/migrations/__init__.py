"""The revisions of this plugin's tables, oldest first."""
