"""Village data in from CSV folders and workbooks: read, checked whole, planned, written all or nothing."""
