"""How good the MRR is: how firm, on whom it hangs, what it leaves and what it lacks."""
