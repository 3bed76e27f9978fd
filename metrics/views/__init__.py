"""The revenue pages, a module per subject."""
