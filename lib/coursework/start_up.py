"""Imported first by whatever starts a process that reads notebooks; it saves two seconds.

nbformat imports jsonschema, which would build a grammar of web addresses, for a check that
no notebook asks for. It does without if the grammar is said to be absent.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
