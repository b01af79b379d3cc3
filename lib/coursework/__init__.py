"""The instructor's side of the course: run, build, check and grade. Students never need it."""

import sys

# nbformat imports jsonschema, which would build a grammar of web addresses in it: two
# seconds at each start, for a check that no notebook asks for. It does without if the
# grammar is said to be absent.
sys.modules.setdefault("rfc3987_syntax", None)
