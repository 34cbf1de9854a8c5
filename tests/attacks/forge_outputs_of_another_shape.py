"""A cell's outputs, forged such that they are none at all."""

# replaces: full_loss
import json
import os
import struct

payload = json.dumps({"outputs": [1, None, [[]], {"output_type": 7}, "x"], "count": -1}).encode()
for number in range(3, 256):
    try:
        os.write(number, struct.pack(">I", len(payload)) + payload)
    except OSError:
        pass
