"""`yizhan bench`: how fast it is, measured in one run: real sealed deliveries, real commits."""
