"""From passages to durable, searchable generations, and from a question to hits with their reasons."""
