"""The AWS emulator, one request after another: its own server runs several at once, and its transactions and
conditional writes are then not kept apart. Prints its URL when it listens."""

from threading import Lock

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

emulator = DomainDispatcherApplication(create_backend_app)
lock = Lock()


def serially(environ, start_response):
    with lock:
        return list(emulator(environ, start_response))


server = make_server("127.0.0.1", 0, serially, threaded=True)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
