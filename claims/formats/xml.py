"""What every format in XML needs."""

import re

# The characters that XML 1.0 cannot write, escaped or not. PostgreSQL keeps all of them but NUL.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text with the replacement character in place of each that XML cannot write."""
    return UNWRITABLE.sub("\ufffd", text)
