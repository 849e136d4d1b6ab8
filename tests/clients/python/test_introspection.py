"""What a portal tells of itself, its methods and its caller, in the types of the SDK."""

import time
import unittest
from datetime import datetime, timezone

from b24pysdk.constants import B24AppStatus

from support import app, client, token, webhook


class Introspection(unittest.TestCase):
    def test_scopes(self):
        self.assertEqual(client().scope().result, ["crm", "user"])
        self.assertEqual(client(token("narrow-token")).scope().result, ["crm"])
        self.assertEqual(client(webhook("plain-webhook", 2)).scope().result, [])
        everything = client().scope(full=True).result
        self.assertIn("user", everything)
        self.assertNotIn("_global", everything)

    def test_methods(self):
        ours = token().call_method("methods")["result"]
        self.assertLessEqual({"user.option.get", "server.time", "batch", "user.get"}, set(ours))
        basic = token().call_method("methods", {"scope": ""})["result"]
        self.assertIn("user.option.get", basic)
        self.assertNotIn("user.get", basic)
        self.assertIn("user.get", token().call_method("methods", {"scope": "user"})["result"])
        self.assertNotIn("user.get", token("narrow-token").call_method("methods")["result"])
        self.assertIn("user.get", token("narrow-token").call_method("methods", {"full": True})["result"])

    def test_a_method_exists_and_is_available(self):
        for of, name, exists, available in (
            (token(), "user.get", True, True),
            (token("narrow-token"), "user.get", True, False),
            (token(), "no.such.method", False, False),
        ):
            value = client(of).method.get(name).value
            self.assertEqual((value.is_existing, value.is_available), (exists, available), name)

    def test_the_application(self):
        info = client().app.info().value
        self.assertEqual((info.code, info.version, info.installed, info.days), ("sdk.tests", 7, True, None))
        self.assertEqual((info.status, info.payment_expired), (B24AppStatus.LOCAL, False))
        self.assertEqual((info.language_id, info.license), ("en", "en_pro100"))
        self.assertEqual((info.license_type, info.license_family), ("pro100", "pro"))
        of_webhook = client(webhook()).app.info().value
        self.assertEqual((of_webhook.scope, of_webhook.license), (["crm", "user"], "en_pro100"))

    def test_the_authorization_server_tells_of_a_token(self):
        info = token().get_app_info().result
        self.assertEqual((info.client_id, info.scope, info.user_id), ("app.sdk", ["crm", "user"], 1))
        left = (info.expires - datetime.now(timezone.utc)).total_seconds()
        self.assertTrue(3000 < left <= 3600, left)
        install = info.install
        self.assertEqual((install.installed, install.version, install.status), (True, 7, B24AppStatus.LOCAL))
        self.assertEqual((install.domain, install.client_endpoint), ("portal.test", "https://portal.test/rest/"))
        self.assertEqual((install.member_id, install.scope), ("portal.clients", ["crm", "user"]))
        self.assertEqual(install.uri, "https://app.test/signed-in")
        renewed = app().refresh_oauth_token("ada-refresh")
        self.assertTrue(renewed.validate_against_app_info(token(renewed.oauth_token.access_token).get_app_info().result))

    def test_the_caller(self):
        ada = client().profile().value
        self.assertEqual((ada.bitrix_id, ada.admin, ada.name, ada.last_name), (1, True, "Ada", "Lovelace"))
        ben = client(token("ben-token")).profile().value
        self.assertEqual((ben.bitrix_id, ben.admin, ben.name, ben.last_name), (2, False, "Бен", "O'Neil <b>"))
        self.assertIs(client().user.admin().result, True)
        self.assertIs(client(token("ben-token")).user.admin().result, False)
        current = client(webhook()).user.current().result
        self.assertEqual((current["ID"], current["NAME"]), ("1", "Ada"))

    def test_access_codes(self):
        ben = client(token("ben-token"))
        self.assertIs(ben.user.access(["U2", "G1"]).result, True)
        self.assertIs(ben.user.access(["U1"]).result, False)
        names = ben.access.name(["U1", "U999", "AU"]).result
        self.assertEqual(set(names), {"U1", "AU"})
        self.assertEqual(names["U1"]["name"], "Ada Lovelace")
        self.assertEqual(ben.access.name(["U999"]).result, [])

    def test_features(self):
        self.assertIs(client().feature.get("rest_auth_connector").value.value, False)
        self.assertEqual(client().feature.get("no_such_feature").result, {"value": "N"})

    def test_the_time_of_the_server(self):
        told = client(webhook("plain-webhook", 2)).server.time().value
        self.assertLess(abs(told.timestamp() - time.time()), 30)
        self.assertIn(told.utcoffset().total_seconds(), (3600, 7200))  # Berlin's


if __name__ == "__main__":
    unittest.main()
