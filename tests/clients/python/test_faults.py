"""A bad day of the portal (`faults.toml`): what the SDK rides out, and what it tells as which error."""

import time
import unittest

from b24pysdk import errors

from support import client, token


class Faults(unittest.TestCase):
    def test_too_many_requests_are_repeated_until_they_pass(self):
        start = time.monotonic()
        self.assertEqual(client().profile().value.bitrix_id, 1)
        # The SDK waits a second, then two.
        self.assertGreaterEqual(time.monotonic() - start, 3)

    def test_the_operation_time_limit(self):
        with self.assertRaises(errors.BitrixAPIOperationTimeLimit) as caught:
            client().feature.get("x").result
        self.assertEqual((caught.exception.error, caught.exception.response.status_code), ("OPERATION_TIME_LIMIT", 429))
        self.assertEqual(caught.exception.error_description, "Method is blocked due to operation time limit.")
        self.assertEqual(client().feature.get("x").result, {"value": "N"})

    def test_an_internal_error(self):
        with self.assertRaises(errors.BitrixAPIInternalServerError) as caught:
            client().user.admin().result
        self.assertEqual((caught.exception.error, caught.exception.response.status_code), ("INTERNAL_SERVER_ERROR", 500))
        self.assertEqual(caught.exception.error_description, "Internal server error")
        self.assertIs(client().user.admin().result, True)

    def test_a_token_that_ends_too_early_is_renewed(self):
        ours = token("ada-token", "ada-refresh")
        self.assertEqual(client(ours).scope().result, ["crm", "user"])
        self.assertNotEqual(ours.auth_token, "ada-token")

    def test_a_slow_answer_is_a_timeout(self):
        with self.assertRaises(errors.BitrixRequestTimeout) as caught:
            client().server.time(timeout=1).result
        self.assertEqual(caught.exception.timeout, 1)
        self.assertTrue(client().server.time(timeout=30).result)

    def test_a_lost_connection_and_a_lost_answer(self):
        with self.assertRaises(errors.BitrixRequestError) as caught:
            token().call_method("methods")
        self.assertNotIsInstance(caught.exception, errors.BitrixRequestTimeout)
        self.assertIn("user.get", token().call_method("methods")["result"])
        option = client().app.option
        with self.assertRaises(errors.BitrixRequestError):
            option.set({"lost": "but stored"}).result
        self.assertEqual(option.get(option="lost").result, "but stored")


if __name__ == "__main__":
    unittest.main()
