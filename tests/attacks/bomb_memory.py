"""All the memory that there is, and then some."""

kept = []
while True:
    kept.append(bytearray(2**28))
