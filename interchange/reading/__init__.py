"""Reading of files: bytes in, canonical records out; no database in sight.

`read` goes through a file once to judge it: is it whole, safe, this school's, and which keys come
twice. Only then `Reading.records` gives the records, row by row, as a stream; so a refused file
has given nothing, and a file of millions needs no more memory than a small one: sixteen bytes per
row for the keys, and a line for each key that comes twice.

From the bytes up: `decode` (letters), `sniff` (what kind of file), `tables` and `xmlstream` (rows
and nodes), `headers` and `fields` (which columns may come in), `cells` (one value), then one
reader per format: `edexml`, `magister`, `guardians`. All problems go to an `IssueLog`, which
holds where they are and never what stands there.
"""

from __future__ import annotations

from interchange.reading.entry import Reading, read

__all__ = ["Reading", "read"]
