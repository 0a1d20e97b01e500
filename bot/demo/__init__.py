"""The demo: a company with three months of history, the sandbox it lives in, and a day that plays itself."""
