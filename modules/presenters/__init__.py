"""What each page of learning shows."""
