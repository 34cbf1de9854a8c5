"""A loop that catches every exception."""

# says: cell_fails
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
