"""Leads connections to the service's hosts to the server of `oss-emulator run`: asyncio's clients know no proxy unless their program
asks for one. The host stays in the request, and for TLS in the handshake."""

import importlib.machinery
import importlib.util
import os
import socket
import sys

SERVER = ('HOST', 'PORT')  # written when the server has an address
getaddrinfo = socket.getaddrinfo


def led(host, port, *args, **kwargs):
    name = host.decode('ascii', 'replace') if isinstance(host, bytes) else host
    if isinstance(name, str) and name.lower().rstrip('.').endswith('.aliyuncs.com'):
        host, port = SERVER
        # Whatever was wanted of the name, the address is of one family.
        args, kwargs = (socket.AF_UNSPEC, *args[1:]), {k: v for k, v in kwargs.items() if k != 'family'}
    return getaddrinfo(host, port, *args, **kwargs)


socket.getaddrinfo = led


def follow():
    """Runs the one that this one stands before, if there is one."""
    here = os.path.dirname(os.path.abspath(__file__))
    path = [folder for folder in sys.path if os.path.abspath(folder or '.') != here]
    spec = importlib.machinery.PathFinder.find_spec('sitecustomize', path)
    if spec and spec.loader:
        sys.modules['sitecustomize'] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


follow()
