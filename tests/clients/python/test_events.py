"""Events of the portal, received and read by the SDK."""

import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue
from urllib.parse import parse_qsl

from b24pysdk import BitrixToken
from b24pysdk.credentials import OAuthEventData
from b24pysdk.errors import BitrixAPIBadRequest

from support import app, client, token


class Receiver:
    """The handler of an application: keeps the forms that are posted to it."""

    def __init__(self):
        self.forms = forms = Queue()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                forms.put(dict(parse_qsl(body.decode(), keep_blank_values=True)))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/handler"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Events(unittest.TestCase):
    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.server.server_close)
        self.addCleanup(self.receiver.server.shutdown)

    def test_the_events_that_there_are(self):
        application = ["ONAPPUNINSTALL", "ONAPPINSTALL", "ONAPPUPDATE", "ONAPPPAYMENT", "ONSUBSCRIPTIONRENEW", "ONAPPTEST"]
        self.assertEqual(client().events(scope="").result, [*application, "ONAPPMETHODCONFIRM", "ONOFFLINEEVENT"])

    def test_an_event_is_bound_delivered_understood_and_unbound(self):
        ours, handler = client().event, self.receiver.address
        self.assertIs(ours.bind("OnAppTest", handler).result, True)
        bound = {"event": "ONAPPTEST", "handler": handler, "auth_type": "0", "offline": 0}
        self.assertEqual(ours.get().result, [bound])
        self.assertEqual(token().call_method("event.test", {"text": "проба", "list": [1, 2]})["result"], 1)

        event = OAuthEventData.from_dict(self.receiver.forms.get(timeout=30))
        self.assertEqual(event.event, "ONAPPTEST")
        self.assertEqual(event.data["QUERY"]["text"], "проба")
        auth = event.auth
        self.assertEqual((auth.user_id, auth.scope, auth.member_id), (1, ["crm", "user"], "portal.clients"))
        self.assertEqual((auth.client_endpoint, auth.portal_domain), ("https://portal.test/rest/", "portal.test"))
        self.assertTrue(event.validate_against_app_info(event.get_app_info(app())))
        # The tokens of the event are good, and renewed as any.
        of_event = BitrixToken.from_oauth_event_data(event, app())
        self.assertEqual(client(of_event).profile().value.name, "Ada")
        of_event.refresh_and_set_oauth_token()
        self.assertEqual(client(of_event).profile().value.name, "Ada")

        self.assertEqual(ours.unbind("ONAPPTEST", handler).value, 1)
        self.assertEqual(ours.get().result, [])

    def test_what_cannot_be_bound(self):
        ours = client().event
        for event, handler, code in (
            ("ONNOTHING", self.receiver.address, "ERROR_EVENT_NOT_FOUND"),
            ("ONAPPTEST", "ftp://app.test/", "ERROR_UNSUPPORTED_PROTOCOL"),
        ):
            with self.assertRaises(BitrixAPIBadRequest) as caught:
                ours.bind(event, handler).result
            self.assertEqual(caught.exception.error, code)


if __name__ == "__main__":
    unittest.main()
