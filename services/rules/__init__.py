"""Pure rules of the sales department: no I/O, no clock, everything comes in as arguments."""
