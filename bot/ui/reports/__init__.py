"""/report: the catalogue of indicators, one of them, tables, boards, files and pictures."""
