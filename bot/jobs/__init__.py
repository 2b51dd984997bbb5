"""What scheduled jobs do: bodies that take the house and a moment and return counts."""
