"""What goes out to people: the digest of the week, notices to the operator, and the mail server they go by."""
