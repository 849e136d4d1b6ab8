"""Batches: order, references, halt, errors inside, and how the SDK reads each section."""

import unittest

from b24pysdk.errors import BitrixAPIInsufficientScope, BitrixAPIUnauthorized

from support import client, token, webhook


class Batch(unittest.TestCase):
    def test_commands_by_name(self):
        ours = client()
        answer = ours.call_batch(
            {
                "set": ours.user.option.set({"color": "красный", "size": 7}),
                "color": ours.user.option.get(option="color"),
                "size": ours.user.option.get(option="size"),
                "none": ours.user.option.get(option="never set"),
                "time": ours.server.time(),
            }
        ).response
        result = answer.result
        self.assertEqual(list(result.result), ["set", "color", "size", "none", "time"])
        self.assertIs(result.result["set"], True)
        self.assertEqual(result.result["color"], "красный")
        self.assertEqual(result.result["size"], "7")  # a query knows texts only
        self.assertIsNone(result.result["none"])
        self.assertEqual(result.result_error, [])
        self.assertEqual((result.result_total, result.result_next), ([], []))
        self.assertEqual(list(result.result_time), list(result.result))
        for time in result.result_time.values():
            self.assertLessEqual(answer.time.start, time.start)
            self.assertLessEqual(time.finish, answer.time.finish)

    def test_commands_by_number(self):
        ours = client()
        result = ours.call_batch([ours.user.admin(), ours.user.get(filter={"<=ID": 120}), ours.scope()]).result
        self.assertEqual((result.result[0], len(result.result[1]), result.result[2]), (True, 50, ["crm", "user"]))
        # Only the second has a total: a gap, so PHP writes an object.
        self.assertEqual((result.result_total, result.result_next), ({"1": 120}, {"1": 50}))
        self.assertEqual(len(result.result_time), 3)

    def test_references_to_results_totals_and_next_pages(self):
        answer = token().call_batch(
            {
                "list": ("user.get", {"sort": "ID", "order": "ASC", "filter": {"!ID": 1}}),
                "first": ("user.get", {"filter": {"ID": "$result[list][0][ID]"}}),
                "text": ("user.option.set", {"options": {"text": "of $result[first][0][NAME] !"}}),
                "number": ("user.option.set", {"options": {"total": "$total[list]", "whole": "$result[first][0]"}}),
                "read": ("user.option.get", {"option": "text"}),
                "total": ("user.option.get", {"option": "total"}),
                "whole": ("user.option.get", {"option": "whole"}),
                "second": ("user.get", {"start": "$next[list]", "sort": "ID", "order": "ASC", "filter": {"!ID": 1}}),
            },
            halt=True,
        )["result"]
        self.assertEqual(answer["result_error"], [])
        result = answer["result"]
        self.assertEqual([row["ID"] for row in result["first"]], ["2"])
        self.assertEqual(result["read"], "of Бен !")
        self.assertEqual(result["total"], 133)  # alone, a reference keeps its type
        self.assertEqual(result["whole"], result["first"][0])
        self.assertEqual([row["ID"] for row in result["second"]], [str(user) for user in range(52, 102)])

    def test_without_halt_every_command_is_answered(self):
        answer = token("ben-token").call_batch(
            {
                "one": ("user.admin", {}),
                "unknown": ("no.such.method", {}),
                "argument": ("app.option.set", {"options": ""}),
                "access": ("app.option.set", {"options": {"a": 1}}),
                "nested": ("batch", {"cmd": {"a": "user.admin"}}),
                "last": ("user.option.get", {"option": "never set"}),
            }
        )["result"]
        self.assertEqual(answer["result"], {"one": False, "last": None})
        errors = {name: error["error"] for name, error in answer["result_error"].items()}
        expected = {
            "unknown": "ERROR_METHOD_NOT_FOUND",
            "argument": "ERROR_ARGUMENT",
            "access": "AccessException",
            "nested": "ERROR_BATCH_METHOD_NOT_ALLOWED",
        }
        self.assertEqual(errors, expected)
        self.assertEqual(answer["result_error"]["unknown"]["error_description"], "Method not found!")
        self.assertEqual(answer["result_error"]["argument"]["argument"], "options")
        self.assertEqual(list(answer["result_time"]), ["one", "last"])

    def test_truth_values_of_python_are_understood(self):
        result = token().call_batch(
            {
                "no": ("user.get", {"filter": {"ACTIVE": False}}),
                "yes": ("user.get", {"filter": {"ACTIVE": True, "<=ID": 4}, "sort": "ID", "order": "ASC"}),
            }
        )["result"]
        self.assertEqual([row["ID"] for row in result["result"]["no"]], ["3"])
        self.assertEqual([row["ID"] for row in result["result"]["yes"]], ["1", "2", "4"])

    def test_halt_stops_at_the_first_error(self):
        answer = token().call_batch(
            {
                "before": ("user.option.set", {"options": {"halt": "before"}}),
                "fails": ("no.such.method", {}),
                "after": ("user.option.set", {"options": {"halt": "after"}}),
            },
            halt=True,
        )["result"]
        self.assertEqual(answer["result"], {"before": True})
        self.assertEqual(list(answer["result_error"]), ["fails"])
        self.assertEqual(client().user.option.get(option="halt").result, "before")

    def test_fifty_commands_each_refer_to_the_one_before(self):
        commands = [("user.option.set", {"options": {"step 0": "chain"}}), ("user.option.get", {"option": "step 0"})]
        while len(commands) < 50:
            step = len(commands) // 2
            last = f"$result[{len(commands) - 1}]"
            commands.append(("user.option.set", {"options": {f"step {step}": f"{last} {step}"}}))
            commands.append(("user.option.get", {"option": f"step {step}"}))
        result = webhook().call_batch(commands, halt=True)["result"]
        self.assertEqual((len(result["result"]), result["result_error"]), (50, []))
        expected = " ".join(["chain", *(str(step) for step in range(1, 25))])
        self.assertEqual(result["result"][49], expected)
        self.assertEqual(client().user.option.get(option="step 24").result, expected)

    def test_more_than_fifty_are_sent_in_turns(self):
        ours = client()
        with self.assertRaises(ValueError):
            ours.call_batch([ours.user.admin() for _ in range(51)]).call()
        requests = [ours.user.get(filter={"ID": user}) for user in range(1, 121)]
        result = ours.call_batches(requests).result.result
        self.assertEqual(
            [rows[0]["ID"] for rows in (result.values() if isinstance(result, dict) else result)],
            [str(user) for user in range(1, 121)],
        )

    def test_scopes_hold_inside_and_credentials_outside(self):
        answer = token("narrow-token").call_batch([("user.get", {"auth": "ada-token"}), ("scope", {})])["result"]
        self.assertEqual(answer["result"], {"1": ["crm"]})
        self.assertEqual(answer["result_error"][0]["error"], "insufficient_scope")
        self.assertEqual(answer["result_error"][0]["error_description"], "")
        with self.assertRaises(BitrixAPIInsufficientScope):
            client(token("narrow-token")).user.get().result
        with self.assertRaises(BitrixAPIUnauthorized):
            webhook("wrong").call_batch([("scope", {})])


if __name__ == "__main__":
    unittest.main()
