"""The domain: cases and their moves, people and places, rounds and rosters. Imports nothing of ours."""
