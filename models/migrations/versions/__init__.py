"""The database's history: each version's step, applied by `yizhan migrate`."""
