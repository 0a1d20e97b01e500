"""Reading other people's exports and taking them in: analysis, dry run, import (issue 2, section 8)."""
