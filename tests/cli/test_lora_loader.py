"""Random folders: what `lora check` says the trainer reads is what the trainer's rules, written down a second time, say."""
import os
import subprocess
import sys

from harness import PROGRAM, SOURCE, Case, main


class Loader(Case):
    def test_random_sets_are_read_as_the_trainer_reads_them(self):
        done = subprocess.run([sys.executable, SOURCE / "tests" / "conformance" / "lora_loader.py", "--limner", PROGRAM, "--rounds", "25"],
                              env={**self.environment, **{k: os.environ[k] for k in ("LIMNER_SD_SCRIPTS",) if k in os.environ}},
                              capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("25 random sets", done.stdout)


if __name__ == "__main__":
    main()
