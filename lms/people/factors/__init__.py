"""Second factors: an app's codes, passkeys, and recovery codes for the day both are lost."""
