#include "base-yaml.h"
#include "lora-crop-edit.h"

#define HEAD                                                                                                         \
  "trigger: t_v1\nclass: thing\nflips: [x, y]\nsources:\n  - file: a.png\n    kind: clean\n    crops:   # by hand\n"
#define X "      - { id: x, left: 1, top: 2, width: 30, height: 40, framing: bust, view: front } # first\n"
#define Y                                                                                                            \
  "      - id: y\n        left: 5\n        top: 6\n        width: 7\n        height: 8\n        framing: full "      \
  "body\n        view: back\n"

static const struct
{
  const char *holds, *changes, *after; /* NULL: refused, and … */
  const char *says;                    /* … the message has this */
} rows[] = {
  { "members are set, each where it stands", "[{\"set\":\"x\",\"members\":{\"left\":11,\"view\":\"three quarter\"}}]",
    HEAD "      - { id: x, left: 11, top: 2, width: 30, height: 40, framing: bust, view: three quarter } # first\n" Y,
    NULL },
  { "new ones stand behind the id in their order",
    "[{\"set\":\"x\",\"members\":{\"pose\":\"action\",\"expression\":\"angry\"}}]",
    HEAD "      - { id: x, pose: action, expression: angry, left: 1, top: 2, width: 30, height: 40, framing: bust, "
         "view: front } # first\n" Y,
    NULL },
  { "several changes are one, and what goes is no longer mirrored",
    "[{\"delete\":\"x\"},{\"set\":\"y\",\"members\":{\"left\":9}}]",
    "trigger: t_v1\nclass: thing\nflips: [y]\nsources:\n  - file: a.png\n    kind: clean\n    crops:   # by hand\n"
    "      - id: y\n        left: 9\n        top: 6\n        width: 7\n        height: 8\n        framing: full "
    "body\n        view: back\n",
    NULL },
  { "nothing is left to mirror", "[{\"delete\":\"x\"},{\"delete\":\"y\"}]",
    "trigger: t_v1\nclass: thing\nflips: none\nsources:\n  - file: a.png\n    kind: clean\n    crops:   # by hand\n",
    NULL },
  { "a crop is renamed where flips lists it too", "[{\"rename\":\"x\",\"to\":\"x2\"}]",
    "trigger: t_v1\nclass: thing\nflips: [x2, y]\nsources:\n  - file: a.png\n    kind: clean\n    crops:   # by "
    "hand\n"
    "      - { id: x2, left: 1, top: 2, width: 30, height: 40, framing: bust, view: front } # first\n" Y,
    NULL },
  { "a crop is added behind the last",
    "[{\"add\":\"a.png\",\"members\":{\"id\":\"z\",\"left\":1,\"top\":1,\"width\":9,\"height\":9,"
    "\"framing\":\"bust\",\"view\":\"left side\",\"pose\":null,\"exclude\":\"a: b\"}}]",
    HEAD X Y
    "      - { id: z, left: 1, top: 1, width: 9, height: 9, framing: bust, view: left side, exclude: \"a: b\" }\n",
    NULL },
  { "a source is added", "[{\"add_source\":\"b.png\",\"kind\":\"annotated\"}]",
    HEAD X Y "  - file: \"b.png\"\n    kind: annotated\n    crops:\n", NULL },
  { "an id that is there already", "[{\"rename\":\"x\",\"to\":\"y\"}]", NULL, "y" },
  { "a rectangle that is none", "[{\"set\":\"x\",\"members\":{\"width\":0}}]", NULL, "width" },
  { "an unknown view", "[{\"set\":\"x\",\"members\":{\"view\":\"bakc\"}}]", NULL, "Did you mean “back”" },
  { "a member no crop has", "[{\"set\":\"x\",\"members\":{\"prompt\":\"p\"}}]", NULL, "no member “prompt”" },
  { "a member that would write more than itself", "[{\"add\":\"a.png\",\"members\":{\"id: q }\\n- {x\":1}}]", NULL,
    "no member" },
  { "an object for a member", "[{\"set\":\"x\",\"members\":{\"tags\":{}}}]", NULL, "must be a text" },
  { "an unknown crop", "[{\"delete\":\"q\"}]", NULL, "no crop “q”" },
  { "an unknown source", "[{\"add\":\"q.png\",\"members\":{\"id\":\"z\"}}]", NULL, "no source “q.png”" },
  { "no change at all", "[{\"sett\":\"x\"}]", NULL, "must have one of" },
  { "changes that are no list", "{\"set\":\"x\"}", NULL, "a list" },
};

static void
test_changes_are_made_together_or_not_at_all (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) doc = lim_yaml_parse ("plan.yaml", HEAD X Y, -1, &error);
      g_autoptr (LimJsonDoc) changes = lim_json_parse ("changes", rows[i].changes, -1, &error);
      g_autoptr (LimPlan) plan = lim_plan_load (doc, "t", &error);
      g_autofree char *what = NULL, *text = g_strdup (HEAD X Y);
      const LimLoraSet set = { NULL, (char *) "t", (char *) "dataset/t", (char *) "plan.yaml", text, plan };

      g_assert_no_error (error);
      g_test_message ("%s", rows[i].holds);
      g_autofree char *after = lim_lora_crops_edited (&set, lim_json_root (changes), &what, &error);
      g_assert_cmpstr (after, ==, rows[i].after);
      g_assert_true ((what != NULL) == (after != NULL));
      if (rows[i].after == NULL)
        g_assert_nonnull (strstr (error->message, rows[i].says));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lora/crop-edit/changes-are-made-together-or-not-at-all",
                   test_changes_are_made_together_or_not_at_all);
  return g_test_run ();
}
