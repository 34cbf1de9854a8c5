"""Says that the cell has ended, and then never does: later cells must not pay for it."""

# replaces: svm_losses
# says: does_not_stop, cell_fails, died
# slow
import json
import os
import struct

payload = json.dumps({"outputs": [], "count": 1}).encode()
for number in range(3, 256):
    try:
        os.write(number, struct.pack(">I", len(payload)) + payload)
    except OSError:
        pass
while True:
    pass
