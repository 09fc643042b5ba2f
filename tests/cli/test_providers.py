"""Providers that are asked over the web, from the command line: a1111 and openai against the stand-in, keys, costs."""
import http.server
import json
import os
import threading

import harness
from fake_provider import FakeProvider

KEY = "sk-test-do-not-show-4711"


def count_made(server):
    """How many pictures it made, whichever protocol they were asked for in."""
    return sum(identity["renders"] for identity in server.stats()["identities"].values())


class Echo(http.server.BaseHTTPRequestHandler):
    """A server that says back whatever it was sent, in the ways that servers do."""

    status = 401

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        sent = self.headers.get("Authorization", "")
        body = json.dumps({"error": {"message": f"Incorrect API key provided: {sent}", "type": sent.split(" ")[-1],
                                     "code": sent}}).encode()
        if self.path.endswith("/models") and self.status != 401:
            body, status = b'{"data":[{"id":"gpt-image-2"}]}', 200
        else:
            status = self.status
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


class Providers(harness.Case):
    def setUp(self):
        super().setUp()
        self.environment["XDG_CONFIG_HOME"] = str(self.folder / "config")
        self.game = self.project()

    def configure(self, text):
        path = self.game / "limner.yaml"
        path.write_text(path.read_text() + "\n" + text)

    def serve(self, status):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Sized", (Echo,), {"status": status}))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}/v1"

    def assert_nowhere(self, text, result):
        self.assertNotIn(text, result.out)
        self.assertNotIn(text, result.err)
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.assertNotIn(text.encode(), path.read_bytes(), path)

    def generate(self, provider, *words, status=0, env=None):
        return self.limner("-C", self.game, "generate", "wave1", "--provider", provider, "--limit", 3, *words,
                           status=status, env=env)

    # -- openai --

    def test_openai_makes_images_with_records_and_recipes(self):
        with FakeProvider(key=KEY, model="gpt-image-2") as server:
            env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url + "/v1"}
            result = self.generate("openai", env=env)
            again = self.generate("openai", env=env)
        records = [self.read_json(path) for path in sorted((self.game / "records").glob("*.json"))]
        self.assertEqual(len(records), 6)
        for record in records:
            self.assertEqual(record["provenance"]["provider"], "openai")
            self.assertEqual(record["provenance"]["checkpoint"], "gpt-image-2")
            self.assertIn(b"parameters", (self.game / record["asset_path"]).read_bytes())
        self.assertIn("Made 3 images", result.out)
        self.assert_nowhere(KEY, again)

    def test_openai_dry_run_says_what_it_costs_and_asks_nobody(self):
        result = self.generate("openai", "--dry-run", "--json", env={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"})
        self.assertAlmostEqual(result.json["estimated_dollars"], 3 * 1756 * 30e-6)
        self.assertEqual(result.json["without_known_price"], 0)
        self.assertIn("about $0.16", self.generate("openai", "--dry-run").out)
        self.assertNotIn("would cost", self.generate("sketch", "--dry-run").out)

    def test_what_is_refused_is_blocked_and_the_rest_is_made(self):
        with FakeProvider("moderation:times=1", model="gpt-image-2") as server:
            result = self.generate("openai", status=1, env={"OPENAI_BASE_URL": server.url + "/v1"})
        self.assertIn("safety", result.out + result.err)
        self.assertEqual(len(list((self.game / "records").glob("*.json"))), 2)

    def test_no_money_stops_the_run(self):
        with FakeProvider("quota:times=all", model="gpt-image-2") as server:
            result = self.generate("openai", status=4, env={"OPENAI_BASE_URL": server.url + "/v1"})
        self.assertIn("no money left", result.err)

    def test_openai_itself_is_not_asked_without_a_key(self):
        result = self.generate("openai", status=4)
        self.assertIn("OPENAI_API_KEY", result.err)

    # -- keys --

    def test_a_key_that_the_server_echoes_is_written_nowhere(self):
        for status, ends in ((401, 4), (403, 4), (400, 1), (500, 1)):
            with self.subTest(status=status):
                env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": self.serve(status)}
                done = self.generate("openai", status=ends, env=env)
                self.assertIn("[key]", done.out + done.err)
                self.assert_nowhere(KEY, done)

    def test_limner_yaml_cannot_send_the_key_to_a_stranger(self):
        self.configure('providers:\n  openai: {base_url: "http://stranger.invalid/v1"}\n')
        result = self.limner("-C", self.game, "config", "providers", "openai", "--json", env={"OPENAI_API_KEY": KEY})
        self.assertIsNone(result.json[0]["key_from"])
        self.assertIn("keys/stranger.invalid", result.json[0]["key_place"])
        self.assert_nowhere(KEY, result)

    def test_a_key_file_that_others_can_read_is_refused_with_the_command_that_helps(self):
        path = self.folder / "config" / "limner" / "keys" / "openai"
        self.write(path, "sk-in-a-file-0815\n")
        os.chmod(path, 0o644)
        result = self.limner("-C", self.game, "config", "providers", "openai", status=3)
        self.assertIn(f"chmod 600 '{path}'", result.out)
        os.chmod(path, 0o600)
        result = self.limner("-C", self.game, "config", "providers", "openai")
        self.assertIn(f"Key: from {path}.", result.out)
        self.assertNotIn("sk-in-a-file", result.out)

    # -- a1111 --

    def test_a1111_makes_images_and_the_records_name_its_sampler(self):
        with FakeProvider(checkpoint="sd_xl_base_1.0.safetensors") as server:
            self.generate("a1111", env={"A1111_URL": server.url})
        records = [self.read_json(path) for path in (self.game / "records").glob("*.json")]
        self.assertEqual(len(records), 3)
        for record in records:
            self.assertEqual(record["provenance"]["sampler"], "DPM++ 2M")
            self.assertEqual(record["provenance"]["scheduler"], "Karras")

    def test_two_servers_share_the_work(self):
        with FakeProvider(checkpoint="sd_xl_base_1.0.safetensors", render_ms=200) as one, \
                FakeProvider(checkpoint="sd_xl_base_1.0.safetensors", render_ms=200) as two:
            self.configure(f'providers:\n  a1111: {{servers: ["{one.url}", "{two.url}"]}}\n')
            self.generate("a1111")
            made = [count_made(server) for server in (one, two)]
        self.assertEqual(sum(made), 3)
        self.assertNotIn(0, made)

    def test_a_missing_checkpoint_is_named_before_anything_is_made(self):
        with FakeProvider(checkpoint="sd_xl_base_1.1.safetensors") as server:
            result = self.generate("a1111", status=3, env={"A1111_URL": server.url})
            self.assertEqual(count_made(server), 0)
        self.assertIn("sd_xl_base_1.1", result.err)

    def test_nobody_there(self):
        result = self.generate("a1111", status=4, env={"A1111_URL": "http://127.0.0.1:9"})
        self.assertIn("--api", result.err)

    # -- config --

    def test_config_show_tells_every_setting(self):
        self.configure('providers:\n  a1111: {servers: ["http://a:1", "http://b:1"]}\n')
        shown = self.limner("-C", self.game, "config", "show")
        self.assertRegex(shown.out, r"providers\.a1111\.servers +\[\"http://a:1\",\"http://b:1\"\]")
        self.assertRegex(shown.out, r"defaults\.provider +sketch")
        self.assertEqual(self.limner("-C", self.game, "config", "show", "--json").json["defaults"]["provider"], "sketch")

    # -- chat models --

    def providers(self, *words, status=0, env=None):
        return self.limner("-C", self.game, "config", "providers", *words, status=status, env=env)

    def test_chat_models_are_listed_and_probed(self):
        with FakeProvider(key=KEY, model=["alpha", "beta"]) as server:
            self.configure(f'chat:\n  openai: {{base_url: "{server.url}/v1"}}\n  anthropic: {{base_url: "{server.url}/v1"}}\n')
            env = {"OPENAI_API_KEY": KEY}
            shown = self.providers("chat.openai", "--probe", env=env)
            listed = self.providers("--json", env=env)
            refused = self.providers("chat.openai", "--probe", status=4, env={"OPENAI_API_KEY": "sk-another"})
        self.assertIn("2 models, none chosen: alpha, beta", shown.out)
        self.assertIn("does not accept our key", refused.out)
        rows = {row["provider"]: row for row in listed.json}
        self.assertEqual({name: rows[name]["state"] for name in rows if rows[name]["kind"] == "chat"},
                         {"chat.openai": "configured", "chat.anthropic": "configured", "chat.script": "not set up"})
        self.assertEqual(rows["openai"]["kind"], "images")
        for result in (shown, listed, refused):
            self.assert_nowhere(KEY, result)

    def test_the_chat_key_goes_to_no_stranger(self):
        self.configure('chat:\n  anthropic: {base_url: "http://stranger.invalid/v1"}\n')
        result = self.providers("anthropic", "--json", env={"ANTHROPIC_API_KEY": KEY})
        self.assertIsNone(result.json[0]["key_from"])
        self.assertIn("keys/stranger.invalid", result.json[0]["key_place"])
        self.assert_nowhere(KEY, result)

    def test_what_is_known_of_a_chat_model_comes_from_data(self):
        self.write(self.game / "rows.json", '{"models": {"house": {"context": 4096, "dollars_in": 1, "dollars_out": 2}}}')
        self.configure('chat: {openai: {model: house, models_file: rows.json}}\n')
        result = self.providers("chat.openai")
        self.assertIn("house, 4096 tokens of context, $1 for a million tokens asked and $2 answered", result.out)
        self.write(self.game / "rows.json", '{"models": {"house": {"dollars_in": "much"}}}')
        self.assertIn("rows.json:1:", self.providers("chat.openai", status=3).out)

    def test_prepared_answers_that_are_not_there_are_a_fault_once_they_are_set_up(self):
        self.assertIn("not set up", self.providers("script").out)
        self.configure('chat: {script: {file: answers.yaml}}\n')
        self.assertIn("answers.yaml", self.providers("chat.script", status=3).out)
        self.write(self.game / "answers.yaml", "answers: [yes]\n")
        self.assertIn("State: configured", self.providers("chat.script").out)

    def test_doctor_looks_at_the_settings_of_chat_models(self):
        self.configure('chat: {openai: {modle: x}, nobody: {}}\n')
        result = self.limner("-C", self.game, "doctor", status=3)
        self.assertIn("Did you mean “model”?", result.out)
        self.assertIn("there is no chat provider “nobody”", result.out)

    def test_config_lists_and_probes(self):
        with FakeProvider(checkpoint="sd_xl_base_1.0.safetensors") as server:
            env = {"A1111_URL": server.url}
            result = self.limner("-C", self.game, "config", "providers", "a1111", "--probe", env=env)
            listed = self.limner("-C", self.game, "config", "providers", "--json", env=env)
        self.assertIn(f"Answers: web UI at {server.url}, 1 checkpoint", result.out)
        self.assertIn("environment", result.out)
        self.assertEqual([row["provider"] for row in listed.json], ["comfyui", "a1111", "openai", "sketch", "chat.openai", "chat.anthropic", "chat.script"])
        self.assertEqual(next(row for row in listed.json if row["provider"] == "sketch")["state"], "chosen")
        url = next(option for option in listed.json[1]["options"] if option["name"] == "url")
        self.assertEqual((url["value"], url["from"]), (server.url, "environment"))
        self.assertIn("Did you mean", self.limner("-C", self.game, "config", "providers", "openia", status=2).err)
        self.limner("-C", self.game, "config", "providers", "a1111", "--probe", status=4, env=env)


if __name__ == "__main__":
    harness.main()
