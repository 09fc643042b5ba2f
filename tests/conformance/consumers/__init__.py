"""One module per consumer of an export. Each has the same small face:

NAME          as printed in the table
ENVIRONMENT   consumers with the same word share one virtual environment
REQUIREMENTS  what pip installs, the consumer itself pinned
FORMATS       export formats whose every row it must take
PRELOAD       its modules to import once, before folders are loaded in forked children
SETTINGS      optional: environment variables it needs before that
load(export)  {(config, split): [expected.Row]}: what the consumer's own code makes of the folder

A module is imported without its requirements to read all but the last; load() imports them.
"""

ALL = (
    "hf_datasets",
    "trl_collators",
    "llama_factory",
    "ms_swift",
    "axolotl",
    "llava",
    "qwen_finetune",
    "openai_types",
)
