"""Tests of what measuring stands on, and of what a county's size asks of the statements."""
