"""The command line itself: finding commands, options, help, completion, and `init`."""
import os
import pathlib
import subprocess

from harness import PROGRAM, SOURCE, Case, main


class Words(Case):
    def test_no_word_shows_the_overview(self):
        self.assertIn("init", self.limner().out)

    def test_a_misspelt_command_names_the_nearest_and_exits_2(self):
        self.assertIn("Did you mean “init”?", self.limner("inti", status=2).err)

    def test_a_misspelt_option_names_the_nearest_and_exits_2(self):
        self.assertIn("Did you mean “--template”?", self.limner("init", "x", "--templte=blank", status=2).err)

    def test_an_option_without_its_value_says_so(self):
        self.assertIn("needs a value", self.limner("init", "x", "--template", status=2).err)

    def test_one_word_too_many_is_named(self):
        self.assertIn("“b” is one word too many", self.limner("init", "a", "b", status=2).err)

    def test_every_command_explains_itself(self):
        for line in self.limner().out.splitlines():
            words = line[2:22].split() if line.startswith("  ") and not line.startswith("  limner") else None
            if words:
                self.assertIn("Usage: limner " + " ".join(words), self.limner(*words, "--help").out)

    def test_options_of_a_command_may_stand_between_and_after_its_words(self):
        for order in (["init", "--dry-run", "a"], ["init", "a", "--dry-run"], ["--no-color", "init", "a", "--dry-run"]):
            self.assertIn("Nothing was changed", self.limner(*order).out)
        self.assertFalse((self.folder / "games").exists())

    def test_options_of_a_command_do_not_stand_before_it(self):
        self.assertIn("takes no option “--dry-run”", self.limner("--dry-run", "init", "a", status=2).err)

    def test_an_error_under_json_is_json_on_standard_error(self):
        done = self.limner("init", "--json", status=2)
        self.assertEqual(done.out, "")
        self.assertIn('"exit": 2', done.err)

    def test_a_full_standard_output_is_an_error(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "init", "--list"], stdout=full, stderr=subprocess.PIPE, cwd=self.folder)
        self.assertEqual(done.returncode, 1)


class Demo(Case):
    def demo(self, target):
        return subprocess.run([SOURCE / "tools" / "demo.sh", "/bin/false", target], capture_output=True, text=True)

    def test_a_folder_that_holds_something_else_is_not_touched(self):
        self.write(self.folder / "mine" / "work.txt", "mine")
        done = self.demo(self.folder / "mine")
        self.assertEqual(done.returncode, 2)
        self.assertIn("holds something else", done.stderr)
        self.assertEqual(list(self.tree(self.folder)), ["mine/work.txt"])

    def test_an_earlier_demo_is_replaced(self):
        self.demo(self.folder / "demo")  # /bin/false ends it right after the folder was made
        self.write(self.folder / "demo" / "games" / "old.txt", "old")
        self.assertEqual(self.demo(self.folder / "demo").returncode, 1)
        self.assertFalse((self.folder / "demo" / "games" / "old.txt").exists())


class Completion(Case):
    def complete(self, *words):
        return self.limner("complete", "bash", *words).out.split()

    def test_commands(self):
        self.assertIn("init", self.complete("in"))

    def test_options_of_a_command(self):
        self.assertIn("--template", self.complete("init", "--t"))

    def test_scripts_are_syntactically_right(self):
        script = self.limner("completion", "bash").out
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)

    def test_an_unknown_shell_is_refused(self):
        self.limner("completion", "tcsh", status=2)

    def test_the_manual_page_names_every_command(self):
        page = self.limner("man").out
        self.assertIn(".TH LIMNER 1", page)
        self.assertIn("init", page)


class Init(Case):
    def test_every_template_makes_a_project(self):
        for row in self.limner("init", "--list", "--json").json:
            folder = self.project(row["template"], "p-" + row["template"])
            self.assertTrue((folder / "canon" / "constitution.md").exists())
            self.assertIn(f'name: "p-{row["template"]}"', (folder / "limner.yaml").read_text())
            self.assertNotIn("@NAME@", (folder / "limner.yaml").read_text())

    def test_inside_games_a_project_is_made_right_there(self):
        (self.folder / "games").mkdir()
        self.limner("init", "a", cwd=self.folder / "games")
        self.assertTrue((self.folder / "games" / "a" / "limner.yaml").exists())

    def test_a_dry_run_writes_nothing(self):
        self.limner("init", "a", "--dry-run")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_folder_with_something_in_it_is_not_touched(self):
        self.write(self.folder / "games" / "a" / "mine.txt", "mine")
        self.assertIn("not empty", self.limner("init", "a", status=3).err)
        self.assertEqual(list(self.tree(self.folder)), ["games/a/mine.txt"])

    def test_bad_names_are_refused(self):
        for name in ("..", ".hidden", "a\nb", "x" * 300):
            self.limner("init", name, status=3)
        self.assertEqual(self.tree(self.folder), {})

    def test_quotes_in_a_name_do_not_break_the_configuration(self):
        self.limner("init", 'a"b\\c')
        self.assertIn('name: "a\\"b\\\\c"', (self.folder / "games" / 'a"b\\c' / "limner.yaml").read_text())

    def test_an_unknown_template_names_the_nearest(self):
        self.assertIn("Did you mean “game-art”?", self.limner("init", "a", "--template", "gameart", status=3).err)

    def test_a_folder_that_cannot_be_written_is_said(self):
        if os.geteuid() == 0:
            self.skipTest("root writes everywhere")
        (self.folder / "games").mkdir()
        (self.folder / "games").chmod(0o500)
        self.assertIn("games", self.limner("init", "a", status=1).err)


if __name__ == "__main__":
    main()
