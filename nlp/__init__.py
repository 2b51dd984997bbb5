"""Text in, `Meaning` out. Pure: no database, no clock, no network; data files are the only source."""
