"""Whole numbers to bytes and back, by range coding."""

import struct

import numpy as np

from autoencoder_course.coding._tables import TOTAL, largest_of, whole_numbers

_WORDS = np.dtype("<u4")  # the coder's 32-bit words, in one byte order everywhere


def encode_symbols(symbols, tables):
    """Write whole numbers as bytes; each takes about -log2 of its share, in bits.

    Args:
        symbols: Whole numbers (n, channels) that the tables know.
        tables: Shares (channels, 2 · largest + 1), as from `tables_of_layer`.

    Returns:
        Bytes: n in the first four, then what the range coder wrote. The tables are not in
        them: whoever decodes needs the same ones.

    Raises:
        ValueError: if a number is not in its table, or the tables are none.

    Source: Martin 1979 for range coding; Bamler 2022 for the package `constriction`.

    Example:
        `Path("digits.code").write_bytes(encode_symbols(symbols, tables))`
    """
    import constriction

    largest = largest_of(tables)
    symbols = whole_numbers("symbols", symbols, largest, len(tables))
    encoder = constriction.stream.queue.RangeEncoder()
    # Channel by channel, so that the coder prepares each table once.
    for column, table in zip(symbols.T, tables, strict=True):
        encoder.encode(np.ascontiguousarray(column + largest, "int32"), _model(table))
    return struct.pack("<I", len(symbols)) + encoder.get_compressed().astype(_WORDS).tobytes()


def decode_symbols(data, tables):
    """Read what `encode_symbols` wrote.

    Args:
        data: Its bytes.
        tables: The tables with which they were written. With others, numbers come out that
            nobody wrote, and no error tells.

    Returns:
        int32 array (n, channels).

    Raises:
        ValueError: if `data` is no such file, or the tables are none.
    """
    import constriction

    largest = largest_of(tables)
    if len(data) < 4 or len(data) % 4:
        raise ValueError(
            "Expected `data` to be what `encode_symbols` wrote, a multiple of 4 bytes. "
            f"Received: {len(data)} bytes"
        )
    (count,) = struct.unpack_from("<I", data)
    decoder = constriction.stream.queue.RangeDecoder(
        np.frombuffer(data, _WORDS, offset=4).astype("uint32")
    )
    columns = [decoder.decode(_model(table), count) - largest for table in tables]
    return np.array(columns, "int32").T.reshape(count, len(tables))


def _model(table):
    import constriction

    # Shares of a power of two are exact as floats, so both sides hand over the same ones.
    return constriction.stream.model.Categorical(
        np.asarray(table, "float64") / TOTAL, perfect=False
    )
