"""What somebody keeps in confidence, opened in an emergency: for a reason, for half an hour, not behind their back."""
