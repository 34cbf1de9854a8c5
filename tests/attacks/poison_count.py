"""The number beside the cell is negative, and longer than may be read."""

# replaces: full_loss
import os
import struct

for count in (b"-1", b"9" * 4000, b"true", b"1e400", b"9" * 5000):
    payload = b'{"outputs": [], "count": ' + count + b"}"
    for number in range(3, 256):
        try:
            os.write(number, struct.pack(">I", len(payload)) + payload)
        except OSError:
            pass
