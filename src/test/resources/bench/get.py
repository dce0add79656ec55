"""Asks for one path over a unix socket again and again by requests, and prints p50 and p99 in microseconds.

usage: get.py SOCKET PATH SECONDS THREADS
"""
import math
import socket
import sys
import threading
import time

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool


class SocketConnection(HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class SocketPool(HTTPConnectionPool):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def _new_conn(self):
        return SocketConnection(self.path)


class SocketAdapter(HTTPAdapter):
    def __init__(self, path):
        super().__init__()
        self.pool = SocketPool(path)

    def get_connection(self, url, proxies=None):
        return self.pool

    def get_connection_with_tls_context(self, request, verify, proxies=None, cert=None):
        return self.pool


def ask(path, url, until, warm, times):
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", SocketAdapter(path))
    while True:
        begun = time.perf_counter()
        answer = session.get(url)
        answer.raise_for_status()
        answer.json()
        ended = time.perf_counter()
        if begun > warm:
            times.append(ended - begun)
        if ended > until:
            return


def main():
    path, url, seconds, threads = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    now = time.perf_counter()
    times = []
    asking = [
        threading.Thread(target=ask, args=(path, "http://localhost" + url, now + seconds, now + seconds / 4, times))
        for _ in range(threads)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    times.sort()
    print(*(1e6 * times[math.ceil(part * len(times)) - 1] for part in (0.5, 0.99)))


main()
