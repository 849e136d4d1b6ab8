"""demo.item.*, an entity as applications have them: add, list, filter, change, delete."""

import unittest

from b24pysdk import errors

from support import app, token, webhook

COUNT = 130


class Items(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.token = token("items-token", of=app("items"))
        items = [("demo.item.add", {"fields": cls.fields(number)}) for number in range(1, COUNT + 1)]
        added = cls.token.call_batches(items, halt=True)["result"]
        assert not added["result_error"], added["result_error"]
        cls.ids = list(added["result"].values())

    @staticmethod
    def fields(number):
        """Prices are all different, and in another order than the items."""
        kind = "чай" if number % 3 else "кофе"
        return {"TITLE": f"{kind} & «{number}»", "PRICE": number * 37 % 131 + 0.5, "ACTIVE": number % 10 != 0}

    def call(self, method, **parameters):
        return self.token.call_method(f"demo.item.{method}", parameters)["result"]

    def list(self, **parameters):
        return self.token.call_list("demo.item.list", parameters)["result"]

    def refused(self, kind, code, text, method, **parameters):
        with self.assertRaises(errors.BitrixAPIError) as caught:
            self.call(method, **parameters)
        error = caught.exception
        self.assertIs(type(error), kind)
        self.assertEqual((error.error, error.error_description), (code, text))

    def test_every_item_is_listed_once_with_what_was_given(self):
        self.assertEqual(self.ids, sorted(set(self.ids)))
        rows = {row["ID"]: row for row in self.list(order={"ID": "ASC"}) if row["ID"] in self.ids}
        self.assertEqual(list(rows), self.ids)
        for number, row in enumerate(rows.values(), 1):
            self.assertEqual({name: row[name] for name in self.fields(number)}, self.fields(number))

    def test_the_fast_list_walks_both_ways(self):
        for descending in (False, True):
            rows = list(self.token.call_list_fast("demo.item.list", descending=descending)["result"])
            ids = [row["ID"] for row in rows if row["ID"] in self.ids]
            self.assertEqual(ids, sorted(self.ids, reverse=descending))

    def test_filter_order_and_select(self):
        # Names of fields in any case.
        wanted = {"%title": "кофе", ">Price": 20, "ACTIVE": True}
        rows = self.list(filter=wanted, order={"price": "DESC"}, select=["PRICE"])
        expected = [self.fields(number) for number in range(1, COUNT + 1)]
        prices = [f["PRICE"] for f in expected if "кофе" in f["TITLE"] and f["PRICE"] > 20 and f["ACTIVE"]]
        self.assertEqual(rows, [{"PRICE": price} for price in sorted(prices, reverse=True)])

    def test_an_item_is_changed_and_deleted(self):
        one = self.call("add", fields={"TITLE": "one"})
        row = self.call("get", id=one)
        self.assertEqual((row["ID"], row["TITLE"], row["PRICE"], row["ACTIVE"]), (one, "one", 0, True))
        self.assertIs(self.call("update", id=one, fields={"PRICE": 1.25, "ACTIVE": "N"}), True)
        self.assertEqual(self.call("get", id=one), row | {"PRICE": 1.25, "ACTIVE": False})
        self.assertIs(self.call("delete", id=one), True)
        for method in ("get", "delete"):
            self.refused(errors.BitrixAPINotFound, "NOT_FOUND", "Not found", method, id=one)
        self.assertGreater(self.call("add", fields={"TITLE": "another"}), one)

    def test_mistakes(self):
        bad = errors.BitrixAPIBadRequest, "ERROR_ARGUMENT"
        self.refused(*bad, "Argument 'fields[TITLE]' is null or empty", "add", fields={"TITLE": " "})
        self.refused(*bad, "Filter field not allowed: NOPE", "list", filter={"NOPE": 1})
        self.refused(*bad, "Filter operation not allowed: *", "list", filter={"*ID": 1})
        self.refused(*bad, "Order field not allowed: NOPE", "list", order={"NOPE": "ASC"})
        self.refused(*bad, "Order direction should be one of {ASC|DESC}", "list", order={"ID": "UP"})

    def test_items_are_seen_by_a_webhook_of_another_user(self):
        answer = webhook("items-webhook", 2).call_method("demo.item.list", {"filter": {"@ID": self.ids[:60]}})
        self.assertEqual(([row["ID"] for row in answer["result"]], answer["total"]), (self.ids[:50], 60))
        self.assertEqual(answer["next"], 50)


if __name__ == "__main__":
    unittest.main()
