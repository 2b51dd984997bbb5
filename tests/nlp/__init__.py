"""Understanding: readers by tables, the trained whole by floors."""
