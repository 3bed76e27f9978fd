"""The forecast page: what is known ahead, what is expected, and how past forecasts turned out."""
