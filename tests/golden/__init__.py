"""What the forms of our packs say, written down: `python -m tests.golden.make` writes it anew."""
