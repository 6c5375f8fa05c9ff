"""Another host is refused and named; a server of the program's own is reached."""

import http.server
import threading
import urllib.error
import urllib.request

try:
    urllib.request.urlopen('https://example.com/')
    raise SystemExit('another host was reached')
except urllib.error.URLError as error:
    assert 'not example.com:443' in str(error), error
own = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)
own.RequestHandlerClass.log_message = lambda *_: None
threading.Thread(target=own.serve_forever, daemon=True).start()
assert urllib.request.urlopen(f'http://localhost:{own.server_port}/').status == 200
