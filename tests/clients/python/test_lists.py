"""Lists that are longer than a page: 134 users, of whom 3 is dismissed."""

import unittest

from support import client, token, webhook

EVERYBODY = [str(user) for user in range(1, 135)]


def ids(rows):
    return [row["ID"] for row in rows]


class Lists(unittest.TestCase):
    def test_a_page_tells_the_next_one_and_the_total(self):
        first = client().user.get(sort="ID", order="ASC").response
        self.assertEqual(ids(first.result), EVERYBODY[:50])
        self.assertEqual((first.next, first.total), (50, 134))
        last = client().user.get(sort="ID", order="ASC", start=100).response
        self.assertEqual(ids(last.result), EVERYBODY[100:])
        self.assertEqual((last.next, last.total), (None, 134))

    def test_a_whole_list_is_fetched_in_batches(self):
        for of in (token(), webhook()):
            request = client(of).user.get(sort="ID", order="ASC")
            self.assertEqual(ids(request.as_list().result), EVERYBODY)

    def test_a_list_ends_at_its_limit(self):
        request = client().user.get(sort="ID", order="DESC")
        self.assertEqual(ids(request.as_list(limit=60).result), EVERYBODY[::-1][:60])

    def test_the_fast_list_follows_references_from_page_to_page(self):
        rows = list(client().user.get().as_list_fast().result)
        self.assertEqual(ids(rows), EVERYBODY)
        rows = list(client().user.get().as_list_fast(descending=True).result)
        self.assertEqual(ids(rows), EVERYBODY[::-1])

    def test_filters_reach_every_page(self):
        request = client().user.get(filter={">ID": "9", "<=ID": 130, "ACTIVE": True}, sort="ID", order="ASC")
        self.assertEqual(ids(request.as_list().result), EVERYBODY[9:130])
        by_ids = client().user.get(filter={"ID": list(range(1, 121))}, sort="ID", order="ASC")
        self.assertEqual(ids(by_ids.result), EVERYBODY[:50])
        by_ids = client().user.get(filter={"ID": list(range(1, 121))})
        self.assertEqual(ids(by_ids.as_list().result), EVERYBODY[:120])
        dismissed = client().user.get(filter={"ACTIVE": False})
        self.assertEqual(ids(dismissed.result), ["3"])

    def test_a_start_of_minus_one_counts_nothing(self):
        answer = token().call_method("user.get", {"start": -1, "sort": "ID", "order": "ASC"})
        self.assertEqual(ids(answer["result"]), EVERYBODY[:50])
        self.assertNotIn("next", answer)
        self.assertNotIn("total", answer)

    def test_rows_have_their_values(self):
        row = client().user.get(filter={"ID": 2}).result[0]
        self.assertEqual((row["NAME"], row["LAST_NAME"], row["ACTIVE"]), ("Бен", "O'Neil <b>", True))


if __name__ == "__main__":
    unittest.main()
