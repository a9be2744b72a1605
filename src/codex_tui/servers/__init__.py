"""Which server the application uses, and how it comes to it. Light: imported before the screen is.

Between the command line and the session, on the SDK's part that needs nothing but the standard library.
"""
