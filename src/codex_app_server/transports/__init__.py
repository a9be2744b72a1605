"""Bytes in and bytes out: the seam below the protocol, where tests and other links plug in."""
