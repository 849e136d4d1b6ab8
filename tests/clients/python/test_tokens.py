"""The sign-in, and tokens that the SDK renews without its caller noticing."""

import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

from b24pysdk import BitrixToken
from b24pysdk.constants import B24AppStatus
from b24pysdk.errors import BitrixAPIExpiredToken
from b24pysdk.errors.oauth import BitrixOAuthInvalidGrant

from support import app, client, portal, sign_in, token, webhook


class Renewals(list):
    """What the SDK's signal told of renewed tokens."""

    def __init__(self, of):
        super().__init__()
        of.oauth_token_renewed_signal.connect(lambda event: self.append(event.renewed_oauth_token))


def signed_in(user):
    """A token of the user by the whole flow: the page, the code, the exchange."""
    back = urlsplit(sign_in(user).headers["Location"])
    return BitrixToken.from_oauth(app().get_oauth_token(parse_qs(back.query)["code"][0]), app())


class Tokens(unittest.TestCase):
    def test_a_code_of_the_sign_in_gives_tokens(self):
        answer = sign_in(2, state="Zustand & ключ")
        self.assertEqual(answer.status_code, 302)
        back = urlsplit(answer.headers["Location"])
        self.assertEqual(f"{back.scheme}://{back.netloc}{back.path}", "https://app.test/signed-in")
        query = {name: values[0] for name, values in parse_qs(back.query).items()}
        code = query.pop("code")
        expected = {
            "state": "Zustand & ключ",
            "domain": "portal.test",
            "member_id": "portal.clients",
            "scope": "crm,user",
            "server_domain": "oauth.bitrix24.tech",
        }
        self.assertEqual(query, expected)
        renewed = app().get_oauth_token(code)
        self.assertEqual((renewed.user_id, renewed.scope), (2, ["crm", "user"]))
        self.assertEqual((renewed.status, renewed.member_id), (B24AppStatus.LOCAL, "portal.clients"))
        self.assertEqual((renewed.domain, renewed.portal_domain), ("oauth.bitrix24.tech", "portal.test"))
        self.assertEqual(renewed.client_endpoint, "https://portal.test/rest/")
        self.assertEqual(renewed.server_endpoint, "https://oauth.bitrix24.tech/rest/")
        self.assertEqual(renewed.oauth_token.expires_in, 5)
        left = (renewed.oauth_token.expires - datetime.now(timezone.utc)).total_seconds()
        self.assertTrue(-20 < left <= 5, left)
        self.assertEqual(client(BitrixToken.from_oauth(renewed, app())).profile().value.bitrix_id, 2)
        with self.assertRaises(BitrixOAuthInvalidGrant):
            app().get_oauth_token(code)

    def test_an_expired_token_is_renewed_within_the_call(self):
        ours = token("old-token-1", "old-refresh-1")
        renewals = Renewals(ours)
        self.assertIs(client(ours).user.option.set({"renewed": "💫"}).result, True)
        self.assertEqual(client(webhook()).user.option.get(option="renewed").result, "💫")
        self.assertEqual(len(renewals), 1)
        self.assertEqual(renewals[0].oauth_token.access_token, ours.auth_token)
        self.assertEqual(renewals[0].oauth_token.refresh_token, ours.refresh_token)
        self.assertNotIn("old-token-1", ours.auth_token)
        # The pair was replaced: the old one is of no more use.
        with self.assertRaises(BitrixOAuthInvalidGrant):
            app().refresh_oauth_token("old-refresh-1")

    def test_a_token_that_the_clock_says_is_over_is_renewed_before_the_call(self):
        ours = token("old-token-2", "old-refresh-2", expires=datetime.now(timezone.utc) - timedelta(seconds=1))
        renewals = Renewals(ours)
        self.assertEqual(client(ours).profile().value.name, "Бен")
        self.assertEqual([renewed.user_id for renewed in renewals], [2])

    def test_a_token_that_ends_while_it_is_used_is_renewed(self):
        ours = signed_in(1)
        ours.expires = None  # so that only the portal tells the end
        renewals, end, calls = Renewals(ours), time.monotonic() + 60, 0
        while len(renewals) < 2 and time.monotonic() < end:
            self.assertIs(client(ours).user.option.set({"calls": calls}).result, True)
            ours.expires = None
            self.assertEqual(client(ours).user.option.get(option="calls").result, calls)
            ours.expires = None
            calls += 1
            time.sleep(0.1)
        self.assertGreater(calls, 2)
        self.assertEqual(len({renewed.oauth_token.access_token for renewed in renewals}), 2)

    def test_a_token_that_is_expired_by_command_is_renewed(self):
        ours = signed_in(2)
        renewals = Renewals(ours)
        self.assertEqual(client(ours).profile().value.bitrix_id, 2)
        portal("token", "expire", "--app", "app.sdk", "--user", "2")
        batch = ours.call_batch({"who": ("profile", {}), "scope": ("scope", {})})["result"]
        self.assertEqual((batch["result"]["who"]["ID"], batch["result"]["scope"]), ("2", ["crm", "user"]))
        self.assertEqual(len(renewals), 1)

    def test_a_list_goes_on_over_the_end_of_its_token(self):
        ours = token("old-token-3", "old-refresh-3")
        renewals = Renewals(ours)
        rows = client(ours).user.get(sort="ID", order="ASC").as_list().result
        self.assertEqual([row["ID"] for row in rows], [str(user) for user in range(1, 135)])
        self.assertEqual(len(renewals), 1)

    def test_many_renew_their_tokens_at_once(self):
        tokens = [signed_in(user) for user in range(4, 12)]
        renewals = [Renewals(ours) for ours in tokens]
        for ours in tokens:
            ours.expires = None
        portal("token", "expire", "--app", "app.sdk")
        with ThreadPoolExecutor(len(tokens)) as threads:
            users = list(threads.map(lambda ours: client(ours).profile().value.bitrix_id, tokens))
        self.assertEqual(users, list(range(4, 12)))
        self.assertEqual([len(each) for each in renewals], [1] * 8)

    def test_a_token_without_a_refresh_token_stays_expired(self):
        with self.assertRaises(BitrixAPIExpiredToken):
            client(token("old-token-4")).profile().value


if __name__ == "__main__":
    unittest.main()
