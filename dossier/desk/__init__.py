"""What one does with dossiers, for the command line and the office page alike: neither knows more than the other.

Arrows: cli, http → desk → cohort, adapters, reports → pipeline. Nothing here prints, asks, or knows HTTP.
"""
