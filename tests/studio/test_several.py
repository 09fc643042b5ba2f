"""Two people log in to one studio and judge one picture; the studio is started again under their open pages."""
import pathlib
import socket

from pages import PageCase, main

PASSWORDS = {"anna": "lantern-lit", "bert": "quarry-cut"}


class Several(PageCase):
    def start(self):
        self.serve(self.yard, "--users", str(self.users), "--port", str(self.port))

    def obey(self, word):
        if word == "stop":
            self.stop()
        else:
            self.start()

    def test_two_people_lose_no_verdict_and_a_restart_loses_no_entry(self):
        self.yard = self.small_project()
        self.users = pathlib.Path(self.folder) / "users"
        for name, password in PASSWORDS.items():
            self.limner("-C", self.yard, "serve", "--users", self.users, "--add-user", name, input=password + "\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()
        seen = self.sit("several", obey=self.obey)

        self.assertEqual(*seen["both"])
        self.assertIn("human:anna", seen["theirs"])
        self.assertIn("The lamp holds it.", seen["theirs"])
        record = self.read_json(self.yard / "records" / f"{seen['both'][0]}.json")
        self.assertEqual([(each["reviewer"], each["status"], each["explanation"]) for each in [*record["judgment_history"], record["judgment"]]],
                         [("human:anna", "approved", "The lamp holds it."), ("human:bert", "rejected", "Too clean.")])
        self.assertEqual(seen["name"], "anna")
        after = self.read_json(self.yard / "records" / f"{seen['after']}.json")["judgment"]
        self.assertEqual((after["reviewer"], after["explanation"]), ("human:anna", "Kept over the gap."))
        self.assertTrue(seen["place"])
        self.stop()


if __name__ == "__main__":
    main()
