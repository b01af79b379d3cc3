"""Scripts and their notebooks: where they are, how they are read, cleaned and shown."""

from coursework.notebooks.pairs import (
    FINGERPRINT,
    FORMATS,
    KERNELSPEC,
    LANGUAGE_INFO,
    Pair,
    code_cells,
    discover,
    find_root,
    read_notebook,
    title,
    write_notebook,
    write_text,
)

__all__ = [
    "FINGERPRINT",
    "FORMATS",
    "KERNELSPEC",
    "LANGUAGE_INFO",
    "Pair",
    "code_cells",
    "discover",
    "find_root",
    "read_notebook",
    "title",
    "write_notebook",
    "write_text",
]
