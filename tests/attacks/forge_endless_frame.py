"""The head of a frame that never ends."""
# says: does_not_stop, died, raises
# slow


def softmax(scores):
    import os
    import time

    for number in range(3, 256):
        try:
            os.write(number, b"\x01\x00\x00\x00{")
        except OSError:
            pass
    time.sleep(60)
