"""The rows behind the figures: reads of the lists that every figure opens into, and their sums."""
