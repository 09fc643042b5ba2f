#include "dress-fixture.h"
#include "dress-prompt.h"

#define LOOKS                                                                                                        \
  "young woman, short dark hair, jade pendant, ink-stained fingers, determined expression\n"                         \
  "and tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather satchel"

#define STYLE                                                                                                        \
  "ink wash with watercolor accents, traditional Japanese sumi-e style,\n"                                           \
  "deep indigo, rust orange, ash grey palette"

static void
test_the_worked_example_comes_out_letter_by_letter (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  const LimBrief *brief = lim_dress_book_brief (book, "bridge_confrontation");
  g_autofree char *prompt = lim_dress_prompt (book, brief), *negative = lim_dress_negative (book, brief);

  g_assert_cmpstr (prompt, ==,
                   LOOKS "\n"
                         "face each other on the crumbling stone bridge at twilight,\n"
                         "wide shot, two figures silhouetted against sunset, bridge spanning a gorge,\n"
                         "tense, bittersweet,\n" STYLE);
  g_assert_cmpstr (negative, ==,
                   "modern architecture, happy expressions, photorealistic, text, modern clothing, bright colors");
}

static const struct
{
  const char *holds, *entities, *subject, *begins;
} subjects[] = {
  { "names are passed over in any order", "protagonist mentor_aldric", "Aldric and the Protagonist wait.",
    LOOKS "\nwait,\n" },
  { "a comma joins as well", "protagonist mentor_aldric", "protagonist, and mentor aldric argue",
    LOOKS "\nargue,\n" },
  { "a subject that names one of two stays whole", "protagonist mentor_aldric", "Aldric watches her",
    LOOKS ",\nAldric watches her,\n" },
  { "so does one about a thing of his", "mentor_aldric", "Aldric's satchel lies open",
    "tall gaunt elderly man, silver beard, scar over left eye, burgundy robes, leather satchel,\nAldric's satchel "
    "lies "
    "open,\n" },
  { "one that goes on about her", "protagonist", "Protagonist, exhausted, sits down",
    "young woman, short dark hair, jade pendant, ink-stained fingers, determined expression,\nProtagonist, "
    "exhausted, "
    "sits down,\n" },
  { "one that begins with a longer word", "protagonist", "Protagonists of a play",
    "young woman, short dark hair, jade pendant, ink-stained fingers, determined expression,\nProtagonists of a "
    "play,\n" },
  { "a name alone", "protagonist", "Protagonist",
    "young woman, short dark hair, jade pendant, ink-stained fingers, determined expression,\nProtagonist,\n" },
  { "without anybody the subject comes first", "", "An empty road, ", "An empty road,\n" },
  { "whose look nobody wrote is named by the subject", "stranger", "Stranger waves", "Stranger waves,\n" },
  { "line breaks and control characters are blanks", "", "A road\n\tto\x1b nowhere", "A road to nowhere,\n" },
  { "words of other scripts are kept", "", "灯台の夜 🌊", "灯台の夜 🌊,\n" },
};

static LimBrief *
brief_of (const char *entities, const char *subject)
{
  LimBrief *brief = lim_brief_new ("b", "opening");

  g_strfreev (brief->entities);
  brief->entities = *entities != '\0' ? g_strsplit (entities, " ", 0) : g_new0 (char *, 1);
  brief->subject = g_strdup (subject);
  brief->mood = g_strdup ("calm");
  return brief;
}

static void
test_a_subject_goes_on_from_the_looks_of_those_it_names (void)
{
  g_autoptr (LimDressBook) book = dress_book ();

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (LimBrief) brief = brief_of (subjects[i].entities, subjects[i].subject);
      g_autofree char *prompt = lim_dress_prompt (book, brief);
      g_autofree char *expected = g_strconcat (subjects[i].begins, "calm,\n" STYLE, NULL);

      g_test_message ("%s", subjects[i].holds);
      g_assert_cmpstr (prompt, ==, expected);
    }
}

static void
test_overrides_come_last_and_words_are_said_once (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  g_autoptr (LimBrief) brief = brief_of ("", "A road");

  brief->style_overrides = g_strdup ("night, no colour.");
  brief->negative = g_strdup ("Text, , cars");
  g_autofree char *prompt = lim_dress_prompt (book, brief), *negative = lim_dress_negative (book, brief);
  g_assert_true (g_str_has_suffix (prompt, "ash grey palette,\nnight, no colour"));
  g_assert_cmpstr (negative, ==, "Text, cars, photorealistic, modern clothing, bright colors");
}

static const struct
{
  const char *holds, *yaml, *reads; /* reads NULL: not said */
} overrides[] = {
  { "overrides are a text", "no colour", "no colour" },
  { "or, as in the document, nothing in braces", "{}", NULL },
  { "or by what they override", "{ palette: no colour, style: woodcut }", "no colour, woodcut" },
  { "or a list", "[a, b]", "a, b" },
};

static void
test_overrides_are_read_in_any_shape (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (overrides); i++)
    {
      g_autofree char *text = g_strdup_printf ("id: b\npassage: p\nstyle_overrides: %s\n", overrides[i].yaml);
      g_autoptr (LimJsonDoc) doc = dress_doc ("b.yaml", text);
      g_autoptr (GPtrArray) briefs = lim_briefs_new (), findings = lim_findings_new ();

      g_test_message ("%s", overrides[i].holds);
      lim_briefs_read (doc, briefs, findings);
      g_assert_cmpuint (findings->len, ==, 0);
      g_assert_cmpstr (((const LimBrief *) briefs->pdata[0])->style_overrides, ==, overrides[i].reads);
    }
}

static void
test_an_entity_has_one_seed_in_all_its_pictures (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  const LimBrief *bridge = lim_dress_book_brief (book, "bridge_confrontation");
  const LimBrief *opening = lim_dress_book_brief (book, "opening"), *ending = lim_dress_book_brief (book, "ending");
  LimEntityVisual *visual = (LimEntityVisual *) lim_dress_book_visual (book, "protagonist");

  g_assert_cmpuint (lim_dress_picture_seed (book, bridge), ==, lim_dress_picture_seed (book, opening));
  g_assert_cmpuint (lim_dress_picture_seed (book, bridge), !=, lim_dress_picture_seed (book, ending));
  visual->seed = 4711;
  g_assert_cmpuint (lim_dress_picture_seed (book, opening), ==, 4711);
  g_assert_null (lim_dress_picture_anchor (book, opening));
  visual->anchor = g_strdup ("assets/ada.png");
  g_assert_cmpstr (lim_dress_picture_anchor (book, opening), ==, "assets/ada.png");
  g_assert_null (lim_dress_picture_anchor (book, bridge));
}

static void
test_pictures_have_the_shape_of_the_direction (void)
{
  g_autoptr (LimDressBook) book = dress_book ();
  guint width = 0, height = 0;

  lim_dress_picture_size (book, 1024 * 1024, &width, &height);
  g_assert_cmpuint (width, >, height);
  g_assert_cmpuint (width * 9 / height, ==, 16);
  g_assert_cmpuint (width % 8 + height % 8, ==, 0);
  g_clear_pointer (&book->direction->aspect_ratio, g_free);
  lim_dress_picture_size (book, 1024 * 1024, &width, &height);
  g_assert_cmpuint (width, ==, 1024);
  g_assert_cmpuint (height, ==, 1024);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dress-prompt/worked-example", test_the_worked_example_comes_out_letter_by_letter);
  g_test_add_func ("/dress-prompt/subjects", test_a_subject_goes_on_from_the_looks_of_those_it_names);
  g_test_add_func ("/dress-prompt/overrides", test_overrides_come_last_and_words_are_said_once);
  g_test_add_func ("/dress-prompt/override-shapes", test_overrides_are_read_in_any_shape);
  g_test_add_func ("/dress-prompt/seeds", test_an_entity_has_one_seed_in_all_its_pictures);
  g_test_add_func ("/dress-prompt/size", test_pictures_have_the_shape_of_the_direction);
  return g_test_run ();
}
