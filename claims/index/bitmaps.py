"""Sets of ordinals as roaring bitmaps, and back as arrays.

`pyroaring` takes arrays number by number; from a dense set its serialised form is made twenty times as fast, by the
format that all implementations share (https://github.com/RoaringBitmap/RoaringFormatSpec).
"""

from array import array

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

# Numbers of one container, and the most of them that it keeps as a list.
CONTAINER, LISTED = 1 << 16, 4096
# From so many numbers on, the serialised form is made sooner.
MANY = 10_000
# "SERIAL_COOKIE_NO_RUNCONTAINER" of the format.
COOKIE = 12346

Ordinals = NDArray[np.uint32]


def array_of(bitmap: BitMap) -> Ordinals:
    """The members in ascending order."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def bitmap_of(ordinals: NDArray[np.integer]) -> BitMap:
    """The set of these ordinals, which ascend."""
    if len(ordinals) < MANY:
        numbers = array("I")
        numbers.frombytes(ordinals.astype(np.uint32, copy=False).tobytes())
        return BitMap(numbers)
    mask = np.zeros(int(ordinals[-1]) + 1, dtype=bool)
    mask[ordinals] = True
    return bitmap_where(mask)


def bitmap_where(mask: NDArray[np.bool_]) -> BitMap:
    """The set of the places at which the mask is true."""
    containers = -(-len(mask) // CONTAINER)
    whole = np.zeros(containers * CONTAINER, dtype=bool)
    whole[: len(mask)] = mask
    bits = np.packbits(whole, bitorder="little").reshape(containers, CONTAINER // 8)
    sizes = np.bitwise_count(bits.view(np.uint64)).sum(axis=1, dtype=np.int64)
    (keys,) = np.nonzero(sizes)
    if len(keys) == 0:
        return BitMap()
    parts, offsets = [], []
    at = 8 + 8 * len(keys)
    for key in keys:
        offsets.append(at)
        if sizes[key] > LISTED:
            part = bits[key].tobytes()
        else:
            part = np.flatnonzero(whole[key * CONTAINER : (key + 1) * CONTAINER]).astype("<u2").tobytes()
        parts.append(part)
        at += len(part)
    heads = np.empty((len(keys), 2), dtype="<u2")
    heads[:, 0], heads[:, 1] = keys, sizes[keys] - 1
    head = np.array([COOKIE, len(keys)], dtype="<u4").tobytes()
    return BitMap.deserialize(b"".join([head, heads.tobytes(), np.array(offsets, dtype="<u4").tobytes(), *parts]))
