"""`make bench`: the figures of README.md. Every ratio is taken in one run; times are medians of several rounds."""
