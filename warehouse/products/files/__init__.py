"""Writers of files, one module a format, and the columns that describe a table to them."""
