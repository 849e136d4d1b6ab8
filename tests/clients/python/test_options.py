"""user.option.* and app.option.*: values come back as they were sent."""

import os
import unittest

from b24pysdk.errors import BitrixAPIBadRequest

from support import VALUES, client, exact, token, webhook

# JSON of Python has integers of any size; these are the ends of what PHP keeps as integers.
INTEGERS = [2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63)]


class Options(unittest.TestCase):
    def test_every_value_comes_back(self):
        option = client().user.option
        for index, (name, sent, *back) in enumerate(VALUES):
            with self.subTest(name):
                key = f"value {index}"
                self.assertIs(option.set({key: sent}).result, True)
                expected = back[0] if back else sent
                self.assertEqual(exact(option.get(option=key).result), exact(expected))
        everything = option.get().result
        for index, (name, sent, *back) in enumerate(VALUES):
            with self.subTest(f"{name}, among all"):
                expected = back[0] if back else sent
                self.assertEqual(exact(everything[f"value {index}"]), exact(expected))

    def test_integers_of_64_bits_come_back(self):
        option = client().app.option
        self.assertIs(option.set({"integers": INTEGERS}).result, True)
        self.assertEqual(option.get(option="integers").result, INTEGERS)

    def test_options_of_an_application_are_shared(self):
        ada, ben = client().app.option, client(token("ben-token")).app.option
        self.assertIs(ada.set({"shared": {"цвет": "🟦"}}).result, True)
        self.assertEqual(ben.get(option="shared").result, {"цвет": "🟦"})
        with self.assertRaises(BitrixAPIBadRequest) as caught:
            ben.set({"shared": 1}).result
        self.assertEqual(caught.exception.error, "AccessException")
        self.assertEqual(caught.exception.error_description, "Administrator authorization required")
        self.assertEqual(ada.get(option="shared").result, {"цвет": "🟦"})

    def test_options_of_a_user_are_his_own(self):
        ada, ben = client().user.option, client(token("ben-token")).user.option
        self.assertEqual(ben.get().result, [])
        self.assertIs(ada.set({"own": "ada's"}).result, True)
        self.assertIs(ben.set({"own": "ben's"}).result, True)
        self.assertEqual(ada.get(option="own").result, "ada's")
        self.assertEqual(ben.get().result, {"own": "ben's"})
        self.assertIsNone(ben.get(option="never set").result)

    def test_a_webhook_of_the_application_reads_what_a_token_wrote(self):
        self.assertIs(client().user.option.set({"from": {"token": [1, 2.5, None]}}).result, True)
        option = client(webhook()).user.option
        self.assertEqual(option.get(option="from").result, {"token": [1, 2.5, None]})
        self.assertIs(option.set({"from": "webhook"}).result, True)
        self.assertEqual(client().user.option.get(option="from").result, "webhook")

    def test_a_domain_may_carry_a_port(self):
        option = client(webhook(domain=os.environ["PORTAL_ADDRESS"])).user.option
        self.assertIs(option.set({"by": "port"}).result, True)
        self.assertEqual(client().user.option.get(option="by").result, "port")

    def test_keys_keep_their_first_place_and_others_their_values(self):
        option = client(token("narrow-token")).app.option
        option.set({"first": 1, "second": {"a": 1, "b": 2}}).call()
        option.set({"third": 3, "first": 4}).call()
        option.set({"second": {"c": 3}}).call()
        ours = [item for item in option.get().result.items() if item[0] in ("first", "second", "third")]
        self.assertEqual(ours, [("first", 4), ("second", {"c": 3}), ("third", 3)])

    def test_the_time_of_an_answer_is_read(self):
        time = client().user.option.get(option="none").response.time
        self.assertLessEqual(time.start, time.finish)
        self.assertAlmostEqual(time.duration, time.finish - time.start, places=4)
        self.assertEqual(int(time.start), time.date_start.timestamp())
        self.assertIn(time.date_start.utcoffset().total_seconds(), (3600, 7200))  # Berlin's
        self.assertGreaterEqual(time.operating, 0)


if __name__ == "__main__":
    unittest.main()
