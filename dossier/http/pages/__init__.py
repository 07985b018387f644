"""The pages, in Vietnamese or English; every one works without script."""
