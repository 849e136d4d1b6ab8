"""The errors that clients meet most: each is the error of the SDK that is meant for it."""

import logging
import unittest
from concurrent.futures import ThreadPoolExecutor

from b24pysdk import Config, errors
from b24pysdk.errors import oauth
from b24pysdk.log import BaseLogger

from support import app, client, token, webhook


class Waits(logging.Handler):
    """Counts how often the SDK waited before it called again."""

    count = 0

    def emit(self, record):
        self.count += record.getMessage() == "Sleep before retry"


class Errors(unittest.TestCase):
    def refused(self, kind, code, status, call):
        with self.assertRaises(kind) as caught:
            call()
        error = caught.exception
        # This very type, not merely one that it is derived from.
        self.assertIs(type(error), kind)
        self.assertEqual((error.error, error.response.status_code), (code, status))
        self.assertEqual(error.response.headers["Content-Type"], "application/json; charset=utf-8")
        return error

    def test_an_unknown_method(self):
        for of in (token(), webhook(), token("nobody's")):
            error = self.refused(
                errors.BitrixAPINotFound, "ERROR_METHOD_NOT_FOUND", 404, lambda: of.call_method("no.such.method")
            )
            self.assertEqual(error.error_description, "Method not found!")

    def test_credentials(self):
        unauthorized = [
            (errors.BitrixAPIInvalidCredentials, "INVALID_CREDENTIALS", webhook("wrong-code")),
            (errors.BitrixAPIInvalidCredentials, "INVALID_CREDENTIALS", webhook("sdk-webhook", 2)),
            (errors.BitrixAPIInvalidToken, "invalid_token", token("nobody's")),
            (oauth.BitrixOAuthNoAuthFound, "NO_AUTH_FOUND", token("")),
            (errors.BitrixAPIExpiredToken, "expired_token", token("old-token-1")),
            (errors.BitrixAPIAuthorizationError, "authorization_error", token("gone-token")),
            (errors.BitrixAPIApplicationNotFound, "APPLICATION_NOT_FOUND", token("off-token")),
            (errors.BitrixAPIPaymentRequired, "PAYMENT_REQUIRED", token("unpaid-token")),
        ]
        for kind, code, of in unauthorized:
            with self.subTest(code):
                self.refused(kind, code, 401, lambda of=of: client(of).server.time().result)

    def test_scope(self):
        for of, privileges in ((token("narrow-token"), "access token"), (webhook("plain-webhook", 2), "webhook token")):
            error = self.refused(
                errors.BitrixAPIInsufficientScope,
                "insufficient_scope",
                401,
                lambda of=of: client(of).user.get().result,
            )
            expected = f"The request requires higher privileges than provided by the {privileges}"
            self.assertEqual(error.error_description, expected)

    def test_an_application_that_is_closed_to_the_user(self):
        self.refused(
            errors.BitrixAPIUserAccessError,
            "user_access_error",
            403,
            lambda: client(token("closed-token")).server.time().result,
        )

    def test_a_kind_of_credentials_that_a_method_does_not_take(self):
        error = self.refused(
            errors.BitrixAPIWrongAuthType, "WRONG_AUTH_TYPE", 403, lambda: client(webhook()).events().result
        )
        self.assertEqual(error.error_description, "Current authorization type is denied for this method")

    def test_a_user_who_is_no_administrator(self):
        error = self.refused(
            errors.BitrixAPIAccessDenied,
            "ACCESS_DENIED",
            403,
            lambda: token("ben-token").call_method("event.offline.list"),
        )
        self.assertEqual(error.error_description, "Access denied!")

    def test_an_application_that_is_missing(self):
        for option in (client(webhook("plain-webhook", 2)).user.option, client(webhook("plain-webhook", 2)).app.option):
            error = self.refused(
                errors.BitrixAPIBadRequest, "AccessException", 400, lambda option=option: option.get().result
            )
            self.assertEqual(error.error_description, "Application context required")

    def test_arguments(self):
        refused = [
            ("user.option.set", {}, "ArgumentNullException", "options is empty"),
            ("app.option.set", {"options": {}}, "ArgumentNullException", "options is empty"),
            ("feature.get", {"CODE": ""}, "CODE_EMPTY", "CODE can't be empty"),
        ]
        for method, parameters, code, text in refused:
            with self.subTest(method):
                error = self.refused(
                    errors.BitrixAPIBadRequest, code, 400, lambda m=method, p=parameters: token().call_method(m, p)
                )
                self.assertEqual(error.error_description, text)
        error = self.refused(
            errors.BitrixAPIBadRequest,
            "ERROR_ARGUMENT",
            400,
            lambda: token().call_method("user.option.set", {"options": "text"}),
        )
        self.assertEqual(error.json_response["argument"], "options")

    def test_the_query_limit(self):
        slow = webhook("slow-webhook")

        def burst():
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(lambda _: slow.call_method("server.time", max_retries=1), range(8)))

        error = self.refused(errors.BitrixAPIQueryLimitExceeded, "QUERY_LIMIT_EXCEEDED", 503, burst)
        self.assertEqual(error.error_description, "Too many requests")

    def test_a_caller_over_the_limit_is_served_after_the_retries_of_the_sdk(self):
        slow, waits = client(webhook("slow-webhook")), Waits()
        logger = BaseLogger(name="waits", level=logging.INFO, handlers=[waits])
        # The configuration of the SDK is each thread's own.
        with ThreadPoolExecutor(4, initializer=lambda: Config().configure(logger=logger)) as threads:
            done = list(threads.map(lambda n: slow.user.option.set({f"call {n}": n}).result, range(4)))
        self.assertEqual(done, [True] * 4)
        self.assertGreaterEqual(waits.count, 1)
        stored = client().user.option.get().result
        self.assertEqual([stored[f"call {n}"] for n in range(4)], [0, 1, 2, 3])

    def test_the_authorization_server(self):
        refused = [
            (oauth.BitrixOauthWrongClient, "wrong_client", lambda: app("nobody").refresh_oauth_token("ada-refresh")),
            (oauth.BitrixOAuthInvalidClient, "invalid_client", lambda: app(secret="wrong").refresh_oauth_token("x")),
            (oauth.BitrixOAuthInvalidGrant, "invalid_grant", lambda: app().refresh_oauth_token("nobody's")),
            (oauth.BitrixOAuthInvalidGrant, "invalid_grant", lambda: app().get_oauth_token("nobody's")),
            (oauth.BitrixOAuthInvalidRequest, "invalid_request", lambda: app().refresh_oauth_token("")),
            (oauth.BitrixOAuthNotInstalled, "NOT_INSTALLED", lambda: app("off").refresh_oauth_token("x")),
            (errors.BitrixAPIPaymentRequired, "PAYMENT_REQUIRED", lambda: app("unpaid").refresh_oauth_token("x")),
        ]
        for kind, code, call in refused:
            with self.subTest(code), self.assertRaises(kind) as caught:
                call()
            self.assertIs(type(caught.exception), kind)
            self.assertEqual(caught.exception.error, code)


if __name__ == "__main__":
    unittest.main()
