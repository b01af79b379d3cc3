"""The error for data that cannot be had."""


class DataError(RuntimeError):
    """Data that cannot be had or read.

    Args:
        reason: what is wrong and where, without a full stop.
        mend: what to do about it, a sentence.
    """

    def __init__(self, reason: str, mend: str):
        super().__init__(f"{reason}. {mend}")
        self.reason = reason
