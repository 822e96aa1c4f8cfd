"""The kernel: database, access, verdicts, forms and pages. It knows nothing of the field."""
