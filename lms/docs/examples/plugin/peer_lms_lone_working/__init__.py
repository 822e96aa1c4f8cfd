"""A lone-working card for peer support workers."""
