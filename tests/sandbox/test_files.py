"""Files of the sandbox: what tells them apart."""

from __future__ import annotations

from bot.sandbox.files import FileStore
from bot.sandbox.params import Upload


def test_other_contents_have_another_unique_id_in_the_next_sandbox_too():
    """A bot that keeps fetched files under that id took the first file of an earlier sandbox for its own."""
    first, other = (FileStore().add("document", Upload("plans.csv", "text/csv", data)) for data in (b"a;b", b"c;d"))
    same = FileStore().add("document", Upload("plans.csv", "text/csv", b"a;b"))
    assert first.unique_id == same.unique_id != other.unique_id
