"""Under which name of the WSGI environment a server that has requests wait says when it took one.

In a module of its own, since the server reads it before the application is there.
"""

# Seconds of time.monotonic().
ARRIVED = "claims.arrived"
