"""One module for each notebook: its exercises with their cases, hints and known mistakes."""
