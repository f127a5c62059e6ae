"""script/server's second half: the whole demo as one process tree that starts, and ends, together."""
