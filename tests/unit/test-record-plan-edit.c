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
  { "brackets are left to the person", "sources:\n  - file: n.png\n    crops: []\n", NULL },
  { "a source without the key is left to the person", "sources:\n  - file: n.png\n", NULL },
};

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
  g_test_add_func ("/record/plan/edit/sources-and-crops-are-put-in-and-nothing-else-changes",
                   test_sources_and_crops_are_put_in_and_nothing_else_changes);
  return g_test_run ();
}
