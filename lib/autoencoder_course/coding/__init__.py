"""Arrays to bytes and back: what a code, or an image, takes in a file.

Range coding for whole numbers with a table each, bits-back coding for a variational autoencoder,
and image formats on a mosaic. The coders themselves are those of the package `constriction`.
"""

from autoencoder_course.coding._bits_back import bits_back_decode, bits_back_encode
from autoencoder_course.coding._klt import LARGEST, Klt, KltCodec, fit_klt, klt_codec
from autoencoder_course.coding._mosaics import from_mosaic, image_format, to_mosaic
from autoencoder_course.coding._symbols import decode_symbols, encode_symbols
from autoencoder_course.coding._tables import (
    bits,
    tables_of_layer,
    tables_of_symbols,
)

__all__ = [
    "LARGEST",
    "Klt",
    "KltCodec",
    "bits",
    "bits_back_decode",
    "bits_back_encode",
    "decode_symbols",
    "encode_symbols",
    "fit_klt",
    "from_mosaic",
    "image_format",
    "klt_codec",
    "tables_of_layer",
    "tables_of_symbols",
    "to_mosaic",
]
