/* record-plan-fields.c: members of a plan by table; what is wrong is told with its line, and the rest is read all the same. */

#include "record-plan-fields.h"

#include "base-finding.h"
#include "base-text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_TEXT 2000u /* bytes; a caption's 225 tokens are less */
#define LONGEST_ID 80u
#define MOST_ENTRIES 1000u /* of a list of words */

void
lim_plan_complain (LimPlanReading *reading, guint line, const char *field, const char *found, const char *expected,
                   const char *fix)
{
  g_ptr_array_add (reading->findings,
                   lim_finding_new (LIM_FINDING_ERROR, reading->file, line, field, found, expected, fix));
}

/* @node is not what @field should hold. */
void
lim_plan_complain_value (LimPlanReading *reading, const LimPlanField *field, const LimJson *node,
                         const char *expected)
{
  g_autofree char *found = lim_json_describe (node);
  g_autofree char *fix = field->example != NULL ? g_strconcat ("Example: ", field->example, NULL) : NULL;

  lim_plan_complain (reading, lim_json_line (node), field->key, found, expected, fix);
}

/* -- Objects -- */

static void
complain_unknown (LimPlanReading *reading, const LimPlanField *fields, const LimJson *member)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (const LimPlanField *field = fields; field->key != NULL; field++)
    g_ptr_array_add (known, (char *) field->key);
  g_ptr_array_add (known, NULL);

  const char *near = lim_text_nearest (lim_json_key (member), (const char *const *) known->pdata);
  g_autofree char *list = g_strjoinv (", ", (char **) known->pdata);
  g_autofree char *expected = g_strconcat ("one of ", list, NULL);
  g_autofree char *fix = near != NULL ? g_strdup_printf ("Did you mean “%s”?", near)
                                      : g_strdup ("Remove it, or put a # before it to keep it as a remark.");
  lim_plan_complain (reading, lim_json_line (member), lim_json_key (member), "an unknown member", expected, fix);
}

static gboolean
is_known (const LimPlanField *fields, const char *key)
{
  for (; fields->key != NULL; fields++)
    if (g_strcmp0 (fields->key, key) == 0)
      return TRUE;
  return FALSE;
}

void
lim_plan_read_members (LimPlanReading *reading, const LimPlanField *fields, const LimJson *object, gpointer to)
{
  for (const LimPlanField *field = fields; field->key != NULL; field++)
    {
      const LimJson *node = lim_json_get (object, field->key);

      if (!lim_json_is_null (node))
        field->read (reading, field, node, (char *) to + field->offset);
      else if (field->required)
        {
          g_autofree char *fix = g_strdup_printf ("Add it: %s", field->example);

          lim_plan_complain (reading, lim_json_line (object), field->key, "nothing", NULL, fix);
        }
    }
  for (const LimJson *member = lim_json_first (object); member != NULL; member = lim_json_next (member))
    if (!is_known (fields, lim_json_key (member)))
      complain_unknown (reading, fields, member);
}

void
lim_plan_read_object (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  if (lim_json_is (node, LIM_JSON_OBJECT))
    lim_plan_read_members (reading, field->members, node, to);
  else
    lim_plan_complain_value (reading, field, node, "members of its own");
}

/* -- Texts -- */

/* One line of text that says something; NULL after a complaint. */
static const char *
check_text (LimPlanReading *reading, const LimPlanField *field, const LimJson *node)
{
  const char *text = lim_json_string (node);
  gsize longest = field->most > 0 ? (gsize) field->most : LONGEST_TEXT;

  if (text == NULL)
    lim_plan_complain_value (reading, field, node, "text");
  else if (strspn (text, " \t\r\n") == strlen (text))
    lim_plan_complain_value (reading, field, node, "text that is not empty");
  else if (strlen (text) > longest)
    {
      g_autofree char *expected = g_strdup_printf ("at most %zu bytes", longest);

      lim_plan_complain (reading, lim_json_line (node), field->key, "a longer text", expected, "Shorten it.");
    }
  else if (strpbrk (text, "\r\n") != NULL || !g_utf8_validate (text, -1, NULL))
    lim_plan_complain_value (reading, field, node, "text in one line: trainers read no more of a caption");
  else
    return text;
  return NULL;
}

void
lim_plan_read_text (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = check_text (reading, field, node);

  if (text == NULL)
    return;
  g_free (*(char **) to);
  *(char **) to = g_strstrip (g_strdup (text));
}

/* Part of a caption: a comma would make two of it. */
void
lim_plan_read_tag (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = check_text (reading, field, node);

  if (text == NULL)
    return;
  if (strchr (text, ',') != NULL)
    {
      lim_plan_complain_value (reading, field, node, "text without a comma, which would make two tags of it");
      return;
    }
  lim_plan_read_text (reading, field, node, to);
}

/* Long texts may be folded over lines (prompts): they become one line. */
void
lim_plan_read_prompt (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text == NULL || strspn (text, " \t\r\n") == strlen (text) || strlen (text) > 4 * LONGEST_TEXT)
    {
      lim_plan_complain_value (reading, field, node, "text");
      return;
    }
  g_free (*(char **) to);
  *(char **) to = g_strstrip (g_strdelimit (g_strdup (text), "\r\n", ' '));
}

static gboolean
is_id (const char *text)
{
  return text[0] != '\0' && strlen (text) <= LONGEST_ID && g_ascii_isalnum (text[0])
         && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == strlen (text);
}

void
lim_plan_read_id (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text == NULL || !is_id (text))
    lim_plan_complain_value (reading, field, node,
                             "letters, digits, “_” and “-”, the first a letter or digit, at most 80");
  else
    lim_plan_read_text (reading, field, node, to);
}

gboolean
lim_plan_is_trigger (const char *trigger)
{
  return is_id (trigger) && strlen (trigger) <= 64;
}

void
lim_plan_read_trigger (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text != NULL && lim_plan_is_trigger (text))
    {
      lim_plan_read_text (reading, field, node, to);
      return;
    }

  gboolean split = text != NULL && strpbrk (text, " ,\t") != NULL;
  g_autofree char *found = lim_json_describe (node);
  lim_plan_complain (reading, lim_json_line (node), field->key, found,
                     split ? "one word: trainers split captions at commas and prompts at blanks"
                           : "1 to 64 letters, digits, “_” and “-”, the first a letter or digit",
                     "Choose a made-up word that nothing else is called. Example: trigger: ada_gull_v1");
}

void
lim_plan_read_class (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text == NULL || strlen (text) > LONGEST_ID || !g_ascii_isalnum (text[0])
      || strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_- ") != strlen (text))
    lim_plan_complain_value (reading, field, node,
                             "words of letters, digits, “_” and “-”: it becomes a folder's name");
  else
    lim_plan_read_text (reading, field, node, to);
}

void
lim_plan_read_path (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text == NULL || *text == '\0' || !lim_text_is_safe_relative_path (text) || !g_utf8_validate (text, -1, NULL))
    lim_plan_complain_value (reading, field, node, "a path inside the project, without “..”");
  else
    lim_plan_read_text (reading, field, node, to);
}

void
lim_plan_read_texts (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, char ***to,
                     LimPlanReadFunc read)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (!lim_json_is (node, LIM_JSON_ARRAY) || lim_json_length (node) > MOST_ENTRIES)
    {
      lim_plan_complain_value (reading, field, node, "a list of at most 1,000 texts");
      return;
    }
  for (const LimJson *entry = lim_json_first (node); entry != NULL; entry = lim_json_next (entry))
    {
      char *text = NULL;

      read (reading, field, entry, &text);
      if (text != NULL)
        g_ptr_array_add (texts, text);
    }
  g_ptr_array_add (texts, NULL);
  g_strfreev (*to);
  *to = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}

void
lim_plan_read_tags (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  lim_plan_read_texts (reading, field, node, to, lim_plan_read_tag);
}

void
lim_plan_read_prompts (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  lim_plan_read_texts (reading, field, node, to, lim_plan_read_prompt);
}

/* -- Numbers -- */

static gboolean
check_int (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gint64 *value)
{
  g_autofree char *expected = NULL;

  if (lim_json_int (node, value) && (double) *value >= field->least && (double) *value <= field->most)
    return TRUE;
  expected = g_strdup_printf ("a whole number from %.0f to %.0f", field->least, field->most);
  lim_plan_complain_value (reading, field, node, expected);
  return FALSE;
}

void
lim_plan_read_uint (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  gint64 value;

  if (check_int (reading, field, node, &value))
    *(guint *) to = (guint) value;
}

void
lim_plan_read_seed (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  check_int (reading, field, node, to);
}

void
lim_plan_read_size (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  gint64 value;

  if (!check_int (reading, field, node, &value))
    return;
  if (value % 8 != 0)
    lim_plan_complain_value (reading, field, node, "a multiple of 8, which is a latent's pixel");
  else
    *(guint *) to = (guint) value;
}

void
lim_plan_read_number (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  double value;
  g_autofree char *expected = NULL;

  if (lim_json_double (node, &value) && value >= field->least && value <= field->most)
    {
      *(double *) to = value;
      return;
    }
  expected = g_strdup_printf ("a number from %g to %g", field->least, field->most);
  lim_plan_complain_value (reading, field, node, expected);
}

void
lim_plan_read_range (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  LimPlanRange *range = to;
  gint64 least, most;

  if (lim_json_is (node, LIM_JSON_ARRAY) && lim_json_length (node) == 2
      && lim_json_int (lim_json_first (node), &least) && lim_json_int (lim_json_next (lim_json_first (node)), &most)
      && least >= (gint64) field->least && least <= most && most <= (gint64) field->most)
    *range = (LimPlanRange){ .least = (guint) least, .most = (guint) most };
  else
    {
      g_autofree char *expected =
          g_strdup_printf ("[least, most], two whole numbers from %.0f to %.0f", field->least, field->most);

      lim_plan_complain_value (reading, field, node, expected);
    }
}

/* -- Colours -- */

static gboolean
parse_colour (const char *text, guint8 rgb[3])
{
  static const struct
  {
    const char *name;
    guint8 grey;
  } greys[] = { { "white", 255 }, { "black", 0 }, { "grey", 128 }, { "gray", 128 } };
  guint r, g, b;

  for (gsize i = 0; i < G_N_ELEMENTS (greys); i++)
    if (g_ascii_strcasecmp (text, greys[i].name) == 0)
      {
        memset (rgb, greys[i].grey, 3);
        return TRUE;
      }
  if (strlen (text) != 7 || text[0] != '#' || strspn (text + 1, "0123456789abcdefABCDEF") != 6
      || sscanf (text + 1, "%2x%2x%2x", &r, &g, &b) != 3)
    return FALSE;
  rgb[0] = (guint8) r, rgb[1] = (guint8) g, rgb[2] = (guint8) b;
  return TRUE;
}

void
lim_plan_read_colour (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  const char *text = lim_json_string (node);

  if (text == NULL || !parse_colour (text, to))
    lim_plan_complain_value (reading, field, node, "white, black, grey or “#rrggbb” in quotes");
}

/* -- Words -- */

static gboolean
read_one_word (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, int *value)
{
  const char *text = lim_json_string (node);

  if (text != NULL && field->parse (text, value))
    return TRUE;

  g_autofree char *found = lim_json_describe (node);
  g_autofree char *list = g_strjoinv (", ", (char **) field->names ());
  const char *near = text != NULL ? lim_text_nearest (text, field->names ()) : NULL;
  g_autofree char *expected = g_strconcat ("one of ", list, NULL);
  g_autofree char *fix = near != NULL ? g_strdup_printf ("Did you mean “%s”?", near) : NULL;

  lim_plan_complain (reading, lim_json_line (node), field->key, found, expected, fix);
  return FALSE;
}

void
lim_plan_read_word (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  int value;

  if (read_one_word (reading, field, node, &value))
    *(guint *) to = (guint) value;
}

/* A list of words as bits. */
void
lim_plan_read_words (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  guint32 bits = 0;
  int value;

  if (!lim_json_is (node, LIM_JSON_ARRAY) || lim_json_length (node) == 0)
    {
      lim_plan_complain_value (reading, field, node, "a list with at least one word");
      return;
    }
  for (const LimJson *entry = lim_json_first (node); entry != NULL; entry = lim_json_next (entry))
    if (read_one_word (reading, field, entry, &value))
      bits |= 1u << value;
  *(guint32 *) to = bits;
}

/* Shares by word: { full body: 0.7, … }. */
void
lim_plan_read_shares (LimPlanReading *reading, const LimPlanField *field, const LimJson *node, gpointer to)
{
  double *shares = to, sum = 0;

  if (!lim_json_is (node, LIM_JSON_OBJECT))
    {
      lim_plan_complain_value (reading, field, node, "a share for each word");
      return;
    }
  for (const LimJson *member = lim_json_first (node); member != NULL; member = lim_json_next (member))
    {
      double share;
      int word;

      if (!field->parse (lim_json_key (member), &word))
        {
          g_autofree char *list = g_strjoinv (", ", (char **) field->names ());
          g_autofree char *found = g_strdup_printf ("the word “%s”", lim_json_key (member));

          lim_plan_complain (reading, lim_json_line (member), field->key, found, list, NULL);
        }
      else if (!lim_json_double (member, &share) || !(share >= 0 && share <= 1))
        lim_plan_complain_value (reading, field, member, "a share from 0 to 1");
      else
        sum += shares[word] = share;
    }
  if (fabs (sum - 1) > 0.011 && lim_json_length (node) > 0)
    {
      g_autofree char *found = g_strdup_printf ("shares that add up to %g", sum);

      lim_plan_complain (reading, lim_json_line (node), field->key, found, "1", "Change them so that they do.");
    }
}
