"""Catalogues against the code: nothing missing, nothing left over, nothing that breaks when it is filled in."""
