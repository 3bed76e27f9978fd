"""From the records of a table to rows that can be imported, by a profile."""
