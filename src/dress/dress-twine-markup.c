#include "dress-twine-scan.h"

#include "base-text.h"
#include "dress-html.h"
#include "dress-twine-words.h"

#include <string.h>

#define MAX_DEPTH 32u

/* -- Choices -- */

void
lim_scan_add_choice (LimScan *scan, const char *target, const char *label, char **grants)
{
  gboolean coded = label != NULL && strchr (label, '&') != NULL;
  g_autofree char *decoded = coded ? lim_html_decode (label, strlen (label)) : NULL;
  g_autofree char *plain = coded ? lim_text_harmless (decoded) : NULL;
  LimStoryChoice *choice = lim_story_add_choice (scan->story, scan->passage, target, coded ? plain : label);

  if (choice == NULL)
    {
      scan->unread->n_targets++;
      return;
    }
  for (char **name = scan->requires; *name != NULL; name++)
    lim_story_list_add (&choice->requires, *name);
  for (char **name = scan->chapbook; name != NULL && *name != NULL; name++)
    lim_story_list_add (&choice->requires, *name);
  for (char **name = grants; name != NULL && *name != NULL; name++)
    lim_story_list_add (&choice->grants, *name);
}

void
lim_scan_assign (LimScan *scan, const char *text, gsize length, char ***to)
{
  if (!lim_twine_read_assignment (text, length, to))
    scan->unread->n_assignments++;
}

/* -- Ends -- */

/* The end of the brackets that open at @text; strings are passed over where @quotes. NULL when there is none. */
const char *
lim_scan_find_closing (LimScan *scan, const char *text, const char *end, char open, char close, gboolean quotes)
{
  guint depth = 0;

  for (const char *at = text; at < end && scan->work > 0; at++, scan->work--)
    if (quotes && at > text && (*at == '"' || *at == '\''))
      {
        const char *other = memchr (at + 1, *at, (gsize) (end - at) - 1);

        if (other != NULL)
          at = other;
      }
    else if (*at == open)
      depth++;
    else if (*at == close && --depth == 0)
      return at;
  return NULL;
}

const char *
lim_scan_find_text (LimScan *scan, const char *from, const char *end, const char *what)
{
  const char *found;

  if (scan->work == 0)
    return NULL;
  found = g_strstr_len (from, (gssize) (end - from), what);
  scan->work -= MIN (scan->work, (gsize) ((found != NULL ? found : end) - from));
  return found;
}

/* -- Links: [[…]] -- */

/* Whether only blanks and the sign of a list stand before @out's end in its last line. */
static gboolean
begins_line (const GString *out)
{
  gsize at = out->len;

  while (at > 0 && strchr (" \t*-+>#0123456789.", out->str[at - 1]) != NULL)
    at--;
  return at == 0 || out->str[at - 1] == '\n';
}

static gboolean
ends_line (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
    at++;
  return at == end || *at == '\n';
}

/* A link alone in its line is a choice only; one inside a sentence leaves its words there. */
void
lim_scan_leave_label (GString *out, const char *label, const char *after, const char *end)
{
  if (!begins_line (out) || !ends_line (after, end))
    {
      g_string_append (out, label);
      return;
    }
  while (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_truncate (out, out->len - 1);
}

/* How many bytes at @text are a link; 0: none. */
static gsize
read_link (LimScan *scan, const char *text, const char *end, GString *out)
{
  g_auto (LimTwineLink) link = { 0 };
  g_auto (GStrv) grants = g_new0 (char *, 1);
  const char *line_end, *close;

  if (text < scan->no_close)
    return 0;
  close = lim_scan_find_text (scan, text + 2, end, "]]");
  line_end = memchr (text, '\n', (gsize) ((close != NULL ? close : end) - text));
  if (close == NULL || line_end != NULL)
    {
      scan->no_close = close == NULL ? end : line_end;
      return 0;
    }
  if (!lim_twine_link_parse (text + 2, (gsize) (close - text) - 2, &link))
    {
      scan->unread->n_targets++;
      g_string_append_len (out, text, close + 2 - text);
      return (gsize) (close + 2 - text);
    }
  if (link.setter != NULL)
    lim_scan_assign (scan, link.setter, strlen (link.setter), &grants);
  lim_scan_add_choice (scan, link.target, link.label, grants);
  lim_scan_leave_label (out, link.label != NULL ? link.label : link.target, close + 2, end);
  return (gsize) (close + 2 - text);
}

/* -- What stands inside something else -- */

/* Reads @text under the condition @condition (NULL: one that cannot be read) into @out. */
void
lim_scan_conditional (LimScan *scan, const char *condition, gsize condition_length, const char *text, gsize length,
                      GString *out)
{
  char **outer = scan->requires;

  scan->requires = g_strdupv (outer);
  if (condition == NULL || !lim_twine_read_condition (condition, condition_length, &scan->requires))
    scan->unread->n_conditions++;
  lim_scan_text (scan, text, length, out);
  g_strfreev (scan->requires);
  scan->requires = outer;
}

/* A link with a body of code: what that earns, and where it goes if @target is NULL. FALSE when it goes nowhere. */
gboolean
lim_scan_link_body (LimScan *scan, const char *label, const char *target, const char *body, gsize length)
{
  g_auto (GStrv) grants = g_new0 (char *, 1);
  g_autofree char *goes = NULL;
  g_autoptr (GString) unused = g_string_new (NULL);
  char ***outer_earned = scan->earned, **outer_goes = scan->goes;

  scan->earned = &grants;
  scan->goes = &goes;
  lim_scan_text (scan, body, length, unused);
  scan->earned = outer_earned;
  scan->goes = outer_goes;
  if (target == NULL && goes == NULL)
    {
      for (char **name = grants; *name != NULL; name++)
        lim_story_list_add (scan->earned, *name);
      return FALSE;
    }
  lim_scan_add_choice (scan, target != NULL ? target : goes, label, grants);
  return TRUE;
}

void
lim_scan_go_to (LimScan *scan, const char *target)
{
  if (scan->goes == NULL)
    lim_scan_add_choice (scan, target, NULL, NULL);
  else if (*scan->goes == NULL)
    *scan->goes = g_strdup (target);
}

gboolean
lim_scan_is_blank (const GString *text)
{
  return text->str[strspn (text->str, " \t\r\n")] == '\0';
}

/* -- Snowman and HTML -- */

/* <% s.x = true %>; a condition around text is code and stays. */
static gsize
read_snowman (LimScan *scan, const char *text, const char *end, GString *out)
{
  const char *close = end - text > 2 ? lim_scan_find_text (scan, text + 2, end, "%>") : NULL;
  guint before = scan->unread->n_assignments;
  gsize length;

  if (close == NULL)
    return 0;
  length = (gsize) (close + 2 - text);
  if (text[2] == '=' || memchr (text, '{', length) != NULL || memchr (text, '}', length) != NULL)
    scan->unread->n_conditions += text[2] == '=' ? 0 : 1;
  else
    {
      lim_scan_assign (scan, text + 2, length - 4, scan->earned);
      if (scan->unread->n_assignments == before)
        return length;
    }
  g_string_append_len (out, text, (gssize) length);
  return length;
}

/* <a data-passage="p">label</a> */
static gsize
read_tag (LimScan *scan, const char *text, const char *end, GString *out)
{
  static const char mark[] = "data-passage=";
  const char *tag_end = lim_scan_find_text (scan, text, end, ">"), *close, *at;
  g_autofree char *target = NULL, *label = NULL;
  gsize from = 0;

  at = tag_end != NULL ? g_strstr_len (text, (gssize) (tag_end - text), mark) : NULL;
  close = at != NULL ? lim_scan_find_text (scan, tag_end, end, "</a>") : NULL;
  if (close == NULL)
    return 0;
  target = lim_twine_next_quoted (at, (gsize) (tag_end - at), &from);
  if (target == NULL)
    return 0;
  label = g_strstrip (g_strndup (tag_end + 1, (gsize) (close - tag_end) - 1));
  lim_scan_add_choice (scan, target, label, NULL);
  lim_scan_leave_label (out, label, close + 4, end);
  return (gsize) (close + 4 - text);
}

/* What is copied as it is, links and all: comments, code, styles. */
static gsize
skip_verbatim (LimScan *scan, const char *text, const char *end)
{
  static const struct
  {
    const char *open, *close;
    gboolean sugarcube;
  } kinds[] = {
    { "<!--", "-->", FALSE },
    { "<script", "</script>", FALSE },
    { "<style", "</style>", FALSE },
    { "/*", "*/", TRUE },
    { "/%", "%/", TRUE },
    { "{{{", "}}}", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if ((!kinds[i].sugarcube || scan->format == LIM_TWINE_SUGARCUBE) && (gsize) (end - text) >= strlen (kinds[i].open)
        && g_str_has_prefix (text, kinds[i].open))
      {
        const char *close = lim_scan_find_text (scan, text + strlen (kinds[i].open), end, kinds[i].close);

        return close != NULL ? (gsize) (close - text) + strlen (kinds[i].close) : 0;
      }
  return 0;
}

/* -- Chapbook: [if x] in a line of its own holds until the next such line -- */

static gsize
read_chapbook (LimScan *scan, const char *text, const char *end, GString *out)
{
  const char *close = memchr (text, ']', MIN ((gsize) (end - text), 200u));
  gsize length = close != NULL ? (gsize) (close + 1 - text) : 0;

  if (length == 0 || !ends_line (close + 1, end) || (out->len > 0 && out->str[out->len - 1] != '\n'))
    return 0;
  g_clear_pointer (&scan->chapbook, g_strfreev);
  if (g_str_has_prefix (text, "[if "))
    {
      scan->chapbook = g_new0 (char *, 1);
      if (!lim_twine_read_condition (text + 4, length - 5, &scan->chapbook))
        scan->unread->n_conditions++;
    }
  else if (g_str_has_prefix (text, "[unless ") || g_str_has_prefix (text, "[else"))
    scan->unread->n_conditions++;
  g_string_append_len (out, text, (gssize) length);
  return length;
}

/* The variables above a line of “--”: “name: true”. Returns where the text begins. */
static gsize
read_chapbook_variables (LimScan *scan, const char *text)
{
  const char *rule = g_str_has_prefix (text, "--\n") ? text : strstr (text, "\n--\n");
  g_auto (GStrv) lines = NULL;

  if (rule == NULL)
    return 0;
  g_autofree char *head = g_strndup (text, (gsize) (rule - text));
  lines = g_strsplit (head, "\n", 1000);
  for (char **line = lines; *line != NULL; line++)
    if (*g_strstrip (*line) != '\0')
      lim_scan_assign (scan, *line, strlen (*line), scan->earned);
  return (gsize) (rule - text) + (rule == text ? 3 : 4);
}

/* -- The text -- */

static gsize
read_special (LimScan *scan, const char *text, const char *start, const char *end, GString *out)
{
  gboolean two = text + 1 < end;
  gsize used = skip_verbatim (scan, text, end);

  if (used > 0)
    g_string_append_len (out, text, (gssize) used);
  if (used > 0 || !two)
    return used;
  if (text[0] == '[' && text[1] == '[')
    return read_link (scan, text, end, out);
  if (text[0] == '[' && scan->format == LIM_TWINE_CHAPBOOK && (text == start || text[-1] == '\n'))
    return read_chapbook (scan, text, end, out);
  if (text[0] == '(' && scan->format == LIM_TWINE_HARLOWE)
    return lim_scan_harlowe (scan, text, end, out);
  if (text[0] == '<' && text[1] == '<' && scan->format == LIM_TWINE_SUGARCUBE)
    return lim_scan_sugarcube (scan, text, end, out);
  if (text[0] == '<' && text[1] == '%' && scan->format == LIM_TWINE_SNOWMAN)
    return read_snowman (scan, text, end, out);
  if (text[0] == '<' && text[1] == 'a')
    return read_tag (scan, text, end, out);
  if (text[0] == '{' && scan->format == LIM_TWINE_CHAPBOOK && g_str_has_prefix (text, "{embed passage"))
    scan->unread->n_inclusions++;
  return 0;
}

gsize
lim_scan_text (LimScan *scan, const char *text, gsize length, GString *out)
{
  const char *end = text + length;

  if (++scan->depth > MAX_DEPTH)
    g_string_append_len (out, text, (gssize) length);
  else
    for (const char *at = text; at < end;)
      {
        gsize used = strchr ("[(<{/", *at) != NULL && *at != '\0' ? read_special (scan, at, text, end, out) : 0;

        if (used == 0)
          g_string_append_c (out, *at);
        at += MAX (used, 1);
      }
  scan->depth--;
  return length;
}

/* Without the blank lines that choices left behind. */
static char *
tidy (const GString *text)
{
  g_autoptr (GString) tidied = g_string_new (NULL);
  guint n_feeds = 2;

  for (gsize i = 0; i < text->len; i++)
    {
      n_feeds = text->str[i] == '\n' ? n_feeds + 1 : 0;
      if (n_feeds <= 2 && text->str[i] != '\r')
        g_string_append_c (tidied, text->str[i]);
    }
  return g_strstrip (g_strdup (tidied->str));
}

void
lim_twine_read_passage (LimStory *story, LimStoryPassage *passage, const char *text, LimTwineFormat format,
                        LimTwineUnread *unread)
{
  gsize length = strlen (text), from;
  g_autoptr (GString) out = g_string_new (NULL);
  LimScan scan = { .story = story, .passage = passage, .format = format, .unread = unread };

  scan.requires = g_new0 (char *, 1);
  scan.earned = &passage->grants;
  scan.work = 64 * length + 100000;
  from = format == LIM_TWINE_CHAPBOOK ? read_chapbook_variables (&scan, text) : 0;
  lim_scan_text (&scan, text + from, length - from, out);
  g_free (passage->prose);
  passage->prose = tidy (out);
  g_free (passage->source);
  passage->source = strcmp (passage->prose, text) != 0 ? g_strdup (text) : NULL;
  g_strfreev (scan.requires);
  g_strfreev (scan.chapbook);
}

LimTwineFormat
lim_twine_format (const char *name)
{
  static const struct
  {
    const char *name;
    LimTwineFormat format;
  } names[] = { { "harlowe", LIM_TWINE_HARLOWE },
                { "sugarcube", LIM_TWINE_SUGARCUBE },
                { "chapbook", LIM_TWINE_CHAPBOOK },
                { "snowman", LIM_TWINE_SNOWMAN } };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strncasecmp (name, names[i].name, strlen (names[i].name)) == 0)
      return names[i].format;
  return LIM_TWINE_PLAIN;
}

gboolean
lim_twine_is_special (const char *name, const char *const *tags)
{
  static const char *const names[] = { "StoryTitle",
                                       "StoryData",
                                       "StoryInit",
                                       "StoryCaption",
                                       "StoryMenu",
                                       "StoryAuthor",
                                       "StorySubtitle",
                                       "StoryBanner",
                                       "StoryShare",
                                       "StoryInterface",
                                       "StorySettings",
                                       "StoryIncludes",
                                       "PassageHeader",
                                       "PassageFooter",
                                       "PassageReady",
                                       "PassageDone",
                                       NULL };
  static const char *const special_tags[] = { "script",        "stylesheet", "widget",          "header",
                                              "footer",        "startup",    "debug-header",    "debug-footer",
                                              "debug-startup", "init",       "Twine.image",     "Twine.audio",
                                              "Twine.video",   "Twine.vtt",  LIM_TWINE_OWN_TAG, NULL };
  gboolean both = g_strv_contains (tags, "script") && g_strv_contains (tags, "stylesheet");

  if (g_strv_contains (names, name))
    return TRUE;
  for (const char *const *tag = tags; !both && *tag != NULL; tag++)
    if (g_strv_contains (special_tags, *tag))
      return TRUE;
  return FALSE;
}
