"""Retention: records go when their time has come, unless somebody has put a hold on them."""
