"""A cell's outputs, nested as deeply as JSON's reader just allows."""

# replaces: full_loss
import os
import struct

depth = 900
data = b'{"a":' * depth + b"1" + b"}" * depth
output = b'{"output_type":"display_data","metadata":{},"data":{"application/json":' + data + b"}}"
payload = b'{"outputs":[' + output + b'],"count":1}'
for number in range(3, 256):
    try:
        os.write(number, struct.pack(">I", len(payload)) + payload)
    except OSError:
        pass
