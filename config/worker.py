"""What each process of the web server loads: the application, and an eye on its memory and on who started it."""

import os
import signal
import threading
import time

from claims.curation.collecting import leave_out_what_is_there
from config import giving_back
from config.turns import InTurn, Turns
from config.web import GRACE
from config.wsgi import application as django

application = InTurn(django, Turns())


def end_with(parent: int) -> None:
    """End this process when the one that started it is gone: killed, it could not tell its workers to end.

    They would hold the port, and go on asking a database that the next start is about to stop.
    """
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


# Out of the terminal's reach: its Ctrl-C is for the parent, which then tells the workers. Told twice, by the terminal
# and by the parent, a worker of granian 2.8 does not end until it is killed.
os.setpgid(0, 0)
threading.Thread(target=end_with, args=[os.getppid()], daemon=True, name="end-with-parent").start()
# Where all that is loaded was searched, an answer would take a tenth of a second longer now and then.
leave_out_what_is_there()
giving_back.begin()
