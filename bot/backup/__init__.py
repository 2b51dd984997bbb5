"""Backups: one file that holds the database and the photos, and the way back from it."""
