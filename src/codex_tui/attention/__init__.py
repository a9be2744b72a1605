"""Telling a person who looks elsewhere: the bell, a notification of the desktop, the title of the window."""
