"""The rehearsal: a strict Bot API server on the loopback, with phones to write from and switches for tests."""
