#include "record-plan-edit.h"

#include "base-error.h"

#include <string.h>

#define HEAD "trigger: t_v1\nclass: thing\nsources:\n  - file: a.png\n    crops:\n"

static const struct
{
  const char *holds, *before, *after; /* after NULL: refused */
} rows[] = {
  { "a line is put below the id, remarks stay", HEAD "      - id: x   # mine\n        framing: bust\n",
    HEAD "      - id: x   # mine\n        caption: \"t_v1, new\"\n        framing: bust\n" },
  { "also where the id is not first", HEAD "      - framing: bust\n        id: x\n        view: front\n",
    HEAD "      - framing: bust\n        id: x\n        caption: \"t_v1, new\"\n        view: front\n" },
  { "also at the end of the file without a line end", HEAD "      - id: x",
    HEAD "      - id: x\n        caption: \"t_v1, new\"" },
  { "in braces it stands behind the id", HEAD "      - { id: x, framing: bust }\n",
    HEAD "      - { id: x, caption: \"t_v1, new\", framing: bust }\n" },
  { "in braces over lines", HEAD "      - { framing: bust, id: \"x\",\n          view: front }\n",
    HEAD "      - { framing: bust, id: \"x\", caption: \"t_v1, new\",\n          view: front }\n" },
  { "of several on one line the right one", HEAD "      [{ id: xx }, { id: x }, { id: x2 }]\n",
    HEAD "      [{ id: xx }, { id: x, caption: \"t_v1, new\" }, { id: x2 }]\n" },
  { "a caption that is there is replaced", HEAD "      - id: x\n        caption: t_v1, old # why\n",
    HEAD "      - id: x\n        caption: \"t_v1, new\" # why\n" },
  { "in quotes too", HEAD "      - { id: x, caption: \"t_v1, \\\"}old\", view: front }\n",
    HEAD "      - { id: x, caption: \"t_v1, new\", view: front }\n" },
  { "in single quotes too", HEAD "      - { caption: 't_v1, it''s old', id: x }\n",
    HEAD "      - { caption: \"t_v1, new\", id: x }\n" },
  { "CRLF stays CRLF", "trigger: t_v1\r\nsources:\r\n- crops:\r\n  - id: x\r\n    view: front\r\n",
    "trigger: t_v1\r\nsources:\r\n- crops:\r\n  - id: x\r\n    caption: \"t_v1, new\"\r\n    view: front\r\n" },
  { "top-ups have captions", "topup:\n  images:\n    - id: x\n",
    "topup:\n  images:\n    - id: x\n      caption: \"t_v1, new\"\n" },
  { "a folded caption is left to the person",
    HEAD "      - id: x\n        caption: >\n          t_v1,\n          old\n", NULL },
};

static void
test_only_the_caption_changes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = lim_plan_edit_caption (rows[i].before, "plan.yaml", "x", "t_v1, new", &error);

      g_test_message ("%s", rows[i].holds);
      g_assert_cmpstr (after, ==, rows[i].after);
      g_assert_true ((error != NULL) == (rows[i].after == NULL));
    }
}

static void
test_unknown_images_are_told (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lim_plan_edit_caption (HEAD "      - id: x\n", "plan.yaml", "y", "c", &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_NOT_FOUND);
}

/* -- Sources -- */

#define ENTRY                                                                                                        \
  "  - file: \"n.png\"\n    kind: annotated\n    crops:\n      - { id: n_1, left: 1 }\n      - { id: n_2 }\n"
#define CROPS "      - { id: n_1, left: 1 }\n      - { id: n_2 }\n"

static const struct
{
  const char *holds, *before, *after; /* after NULL: refused */
} sources[] = {
  { "the first one stands below the key, remarks stay", "sources:   # none yet\n# later\ntopup:\n",
    "sources:   # none yet\n" ENTRY "# later\ntopup:\n" },
  { "a further one stands behind the last", HEAD "      - id: x\n        framing: bust\n\n# Views\ntopup:\n",
    HEAD "      - id: x\n        framing: bust\n" ENTRY "\n# Views\ntopup:\n" },
  { "also at the end of a file without a line end", HEAD "      - id: x", HEAD "      - id: x\n" ENTRY },
  { "lists that are not indented stay so", "sources:\n- file: a.png\n  crops:\n",
    "sources:\n- file: a.png\n  crops:\n- file: \"n.png\"\n  kind: annotated\n  crops:\n    - { id: n_1, left: 1 }\n"
    "    - { id: n_2 }\n" },
  { "a plan without sources gets them", "trigger: t_v1\n", "trigger: t_v1\nsources:\n" ENTRY },
  { "CRLF stays CRLF", "sources:\r\n- file: a.png\r\ntopup:\r\n",
    "sources:\r\n- file: a.png\r\n- file: \"n.png\"\r\n  kind: annotated\r\n  crops:\r\n    - { id: n_1, left: 1 }\r\n"
    "    - { id: n_2 }\r\ntopup:\r\n" },
  { "sources in brackets are left to the person", "sources: [{ file: a.png }]\n", NULL },
}, crops[] = {
  { "crops go below the key, remarks stay", "sources:\n  - file: n.png\n    crops:   # soon\n#  x\n  - file: b.png\n    crops:\n",
    "sources:\n  - file: n.png\n    crops:   # soon\n" CROPS "#  x\n  - file: b.png\n    crops:\n" },
  { "of several sources into the right one", "sources:\n  - file: a.png\n    crops:\n  - kind: clean\n    file: 'n.png'\n    crops:\n",
    "sources:\n  - file: a.png\n    crops:\n  - kind: clean\n    file: 'n.png'\n    crops:\n" CROPS },
  { "also where the key stands first", "sources:\n  - crops:\n    file: n.png\n",
    "sources:\n  - crops:\n    - { id: n_1, left: 1 }\n    - { id: n_2 }\n    file: n.png\n" },
  { "behind those that are there, before the remarks on what follows",
    "sources:\n  - file: n.png\n    crops:\n      - id: a\n        view: front\n\n  # more\n  - file: b.png\n    crops:\n",
    "sources:\n  - file: n.png\n    crops:\n      - id: a\n        view: front\n" CROPS "\n  # more\n  - file: b.png\n    crops:\n" },
  { "also at the end of a file without a line end", "sources:\n  - file: n.png\n    crops:\n      - { id: a }",
    "sources:\n  - file: n.png\n    crops:\n      - { id: a }\n" CROPS },
  { "brackets are left to the person", "sources:\n  - file: n.png\n    crops: []\n", NULL },
  { "a source without the key is left to the person", "sources:\n  - file: n.png\n", NULL },
};

/* -- Members -- */

static const struct
{
  const char *holds, *key, *value, *before, *after; /* value: JSON, NULL: it goes; after NULL: refused */
} members[] = {
  { "a number is replaced", "left", "31", HEAD "      - { id: x, left: 30, top: 30 } # mine\n",
    HEAD "      - { id: x, left: 31, top: 30 } # mine\n" },
  { "of several on a line that of the right crop", "left", "31",
    HEAD "      [{ id: w, left: 30 }, { id: x, left: 30 }]\n",
    HEAD "      [{ id: w, left: 30 }, { id: x, left: 31 }]\n" },
  { "a plain word in braces", "view", "\"three quarter\"",
    HEAD "      - { id: x, view: right side, framing: bust }\n",
    HEAD "      - { id: x, view: three quarter, framing: bust }\n" },
  { "a plain text with commas in a block", "exclude", "\"no\"",
    HEAD "      - id: x\n        exclude: dark, small # why\n", HEAD "      - id: x\n        exclude: no # why\n" },
  { "what needs quotes has them", "action", "\"a: b, #c\"", HEAD "      - id: x\n        action: sits\n",
    HEAD "      - id: x\n        action: \"a: b, #c\"\n" },
  { "words that mean something else too", "action", "\"true\"", HEAD "      - { id: x, action: sits }\n",
    HEAD "      - { id: x, action: \"true\" }\n" },
  { "lists", "tags", "[\"looking up\", \"a,b\"]", HEAD "      - { id: x, tags: [dark, old], view: front }\n",
    HEAD "      - { id: x, tags: [looking up, \"a,b\"], view: front }\n" },
  { "what is missing is put behind the id", "pose", "\"action\"",
    HEAD "      - { id: x, left: 1,\n          top: 2 }\n",
    HEAD "      - { id: x, pose: action, left: 1,\n          top: 2 }\n" },
  { "the id itself", "id", "\"y_2\"", HEAD "      - id: x\n        view: front\n",
    HEAD "      - id: y_2\n        view: front\n" },
  { "what is the same changes nothing", "left", "30", HEAD "      - { id: x, left:   30 }\n",
    HEAD "      - { id: x, left:   30 }\n" },
  { "a member goes with its line", "exclude", NULL,
    HEAD "      - id: x\n        exclude: dark, small # why\n        view: front\n",
    HEAD "      - id: x\n        view: front\n" },
  { "the first of a block leaves its dash", "exclude", NULL, HEAD "      - exclude: dark\n        id: x\n",
    HEAD "      - id: x\n" },
  { "in braces with its comma", "exclude", NULL, HEAD "      - { id: x, exclude: dark, view: front }\n",
    HEAD "      - { id: x, view: front }\n" },
  { "from another line of the braces", "exclude", NULL, HEAD "      - { id: x,\n          exclude: \"set, then\" }\n",
    HEAD "      - { id: x }\n" },
  { "the first in braces", "exclude", NULL, HEAD "      - { exclude: dark, id: x }\n", HEAD "      - { id: x }\n" },
  { "what is not there is gone already", "exclude", NULL, HEAD "      - id: x\n", HEAD "      - id: x\n" },
  { "a list over lines is left to the person", "tags", "[\"a\"]",
    HEAD "      - id: x\n        tags:\n          - b\n", NULL },
  { "also when it should go", "tags", NULL, HEAD "      - id: x\n        tags:\n          - b\n", NULL },
};

static void
test_one_member_changes_and_nothing_else (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimJsonDoc) value =
          members[i].value != NULL ? lim_json_parse ("value", members[i].value, -1, NULL) : NULL;
      g_autofree char *after = lim_plan_edit_member (members[i].before, "plan.yaml", "x", members[i].key,
                                                     value != NULL ? lim_json_root (value) : NULL, &error);

      g_test_message ("%s", members[i].holds);
      g_assert_cmpstr (after, ==, members[i].after);
      g_assert_true ((error != NULL) == (after == NULL));
    }
}

static const struct
{
  const char *holds, *section, *key, *before, *after; /* becomes 7 */
} settings[] = {
  { "of the plan itself", NULL, "repeats", "trigger: t\nrepeats: 10 # often\n", "trigger: t\nrepeats: 7 # often\n" },
  { "of a section in braces", "steps", "epochs", "steps: { aim: [800, 1200], epochs: 6, batch: 1 }\n",
    "steps: { aim: [800, 1200], epochs: 7, batch: 1 }\n" },
  { "of a section in lines", "steps", "batch", "steps:\n  epochs: 6\n  batch: 6\n",
    "steps:\n  epochs: 6\n  batch: 7\n" },
  { "what the plan leaves to the default", NULL, "repeats", "trigger: t\nclass: c\n",
    "trigger: t\nrepeats: 7\nclass: c\n" },
  { "a section that is not there is left to the person", "steps", "epochs", "trigger: t\n", NULL },
};

static void
test_settings_change_and_nothing_else (void)
{
  g_autoptr (LimJsonDoc) value = lim_json_parse ("value", "7", -1, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = lim_plan_edit_setting (settings[i].before, "plan.yaml", settings[i].section,
                                                      settings[i].key, lim_json_root (value), &error);

      g_test_message ("%s", settings[i].holds);
      g_assert_cmpstr (after, ==, settings[i].after);
      g_assert_true ((error != NULL) == (after == NULL));
    }
}

static const struct
{
  const char *holds, *before, *after; /* after NULL: refused */
} deletions[] = {
  { "one in lines goes, remarks above the next stay",
    HEAD "      - id: w\n      - id: x # mine\n        view: front\n        # of x\n        pose: action\n      # of "
         "y\n      - id: y\n",
    HEAD "      - id: w\n      # of y\n      - id: y\n" },
  { "one in braces over lines",
    HEAD "      - { id: w }\n      - { id: x,\n          view: front }\n  - file: b.png\n",
    HEAD "      - { id: w }\n  - file: b.png\n" },
  { "the only one leaves its key", HEAD "      - id: x\n\n# later\ntopup:\n", HEAD "\n# later\ntopup:\n" },
  { "lists that are not indented", "sources:\n- file: a.png\n  crops:\n  - id: x\n  kind: clean\n",
    "sources:\n- file: a.png\n  crops:\n  kind: clean\n" },
  { "one in brackets is left to the person", HEAD "      [{ id: x }, { id: y }]\n", NULL },
};

static void
test_a_crop_goes_and_nothing_else (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (deletions); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = lim_plan_edit_delete_crop (deletions[i].before, "plan.yaml", "x", &error);

      g_test_message ("%s", deletions[i].holds);
      g_assert_cmpstr (after, ==, deletions[i].after);
      g_assert_true ((error != NULL) == (after == NULL));
    }
}

static void
test_sources_and_crops_are_put_in_and_nothing_else_changes (void)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  const LimPlanNewSource source = { .file = "n.png", .kind = LIM_SHEET_ANNOTATED, .crops = list };

  g_ptr_array_add (list, (char *) "{ id: n_1, left: 1 }");
  g_ptr_array_add (list, (char *) "{ id: n_2 }");
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = lim_plan_edit_add_source (sources[i].before, "plan.yaml", &source, &error);

      g_test_message ("%s", sources[i].holds);
      g_assert_cmpstr (after, ==, sources[i].after);
      g_assert_true ((error != NULL) == (after == NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (crops); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = lim_plan_edit_add_crops (crops[i].before, "plan.yaml", &source, &error);

      g_test_message ("%s", crops[i].holds);
      g_assert_cmpstr (after, ==, crops[i].after);
      g_assert_true ((error != NULL) == (after == NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-edit/only-the-caption-changes", test_only_the_caption_changes);
  g_test_add_func ("/plan-edit/unknown-images-are-told", test_unknown_images_are_told);
  g_test_add_func ("/plan-edit/one-member-changes-and-nothing-else", test_one_member_changes_and_nothing_else);
  g_test_add_func ("/plan-edit/settings-change-and-nothing-else", test_settings_change_and_nothing_else);
  g_test_add_func ("/plan-edit/a-crop-goes-and-nothing-else", test_a_crop_goes_and_nothing_else);
  g_test_add_func ("/record/plan/edit/sources-and-crops-are-put-in-and-nothing-else-changes",
                   test_sources_and_crops_are_put_in_and_nothing_else_changes);
  return g_test_run ();
}
