"""A noticeboard: a page, a table, a signal."""
