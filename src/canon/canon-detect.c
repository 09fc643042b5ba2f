#include "canon-detect.h"

#include "canon-private.h"

#include <string.h>

/* -- Lower case -- */

/* A lower-cased text that lives on the stack where it is short. */
typedef struct
{
  char small[2048];
  char *large;
  const char *text;
  gsize length;
} Lowered;

/* Two letters beyond ASCII become ASCII letters in lower case: the Kelvin sign and the dotted capital I. */
static gboolean
lowers_into_ascii (const char *at)
{
  return memcmp (at, "\xc4\xb0", 2) == 0 || (memcmp (at, "\xe2\x84", 2) == 0 && at[2] == '\xaa');
}

/* Lower-cases @text. With @plain, letters beyond ASCII are left as they are unless that could be seen by a search for
 * ASCII, which saves most of the time on prompts. */
static void
lower (Lowered *lowered, const char *text, gboolean plain)
{
  gsize length = strlen (text);
  char *to = lowered->small;

  lowered->large = NULL;
  if (length >= sizeof lowered->small)
    to = lowered->large = g_malloc (length + 1);
  for (gsize i = 0; i <= length; i++)
    {
      guint8 c = (guint8) text[i];

      to[i] = (char) (c + ((guint8) (c - 'A') < 26 ? 32 : 0));
      if (c >= 0x80 && (!plain || lowers_into_ascii (text + i)))
        {
          g_free (lowered->large);
          to = lowered->large = g_utf8_strdown (text, -1);
          length = strlen (to);
          break;
        }
    }
  lowered->text = to;
  lowered->length = length;
}

static void
lowered_clear (Lowered *lowered)
{
  g_free (lowered->large);
}

/* -- Asking -- */

const char *
lim_canon_lane (const LimCanon *canon, const char *id)
{
  gpointer lane = canon->default_lane;
  Lowered lowered;

  lower (&lowered, id, FALSE);
  lim_pattern_set_search (canon->priv->lane_patterns, lowered.text, lowered.length, &lane);
  lowered_clear (&lowered);
  return lane;
}

/* An id that belongs to several factions names the one it shows, or none. */
static const char *
cross_faction (const LimCanon *canon, const char *id, const char *behaviour)
{
  if (strcmp (behaviour, "detect_from_id_suffix") != 0)
    return NULL;
  for (guint i = 0; canon->priv->faction_order[i] != NULL; i++)
    if (strstr (id, canon->priv->faction_order[i]) != NULL)
      return canon->priv->faction_order[i];
  return NULL;
}

static gboolean
ask_prompt (const LimCanon *canon, const char *prompt, gpointer *faction)
{
  const LimPatternSet *words = canon->priv->asks[CANON_ASK_PROMPT];
  gboolean found;
  Lowered lowered;

  if (prompt == NULL)
    return FALSE;
  lower (&lowered, prompt, !lim_pattern_set_needs_unicode (words));
  found = lim_pattern_set_search (words, lowered.text, lowered.length, faction);
  lowered_clear (&lowered);
  return found;
}

const char *
lim_canon_faction (const LimCanon *canon, const char *id, const char *prompt)
{
  LimPatternSet *const *asks = canon->priv->asks;
  gsize length = strlen (id);
  gpointer value = NULL;

  if (lim_pattern_set_search (asks[CANON_ASK_ID], id, length, &value))
    return value;
  if (lim_pattern_set_search (asks[CANON_ASK_CROSS], id, length, &value))
    return cross_faction (canon, id, value);
  if (lim_pattern_set_search (asks[CANON_ASK_EDGE], id, length, &value) || ask_prompt (canon, prompt, &value))
    return value;
  if (lim_pattern_set_search (asks[CANON_ASK_NULL], id, length, &value))
    return NULL;
  return lim_pattern_set_search (asks[CANON_ASK_FALLBACK], id, length, &value) ? value : NULL;
}

void
lim_canon_detect (const LimCanon *canon, const LimRecord *record, const char **lane, const char **faction)
{
  *lane = lim_canon_lane (canon, record->id);
  *faction = lim_canon_faction (canon, record->id, lim_record_prompt (record));
}

const char *
lim_canon_detection_hash (const LimCanon *canon)
{
  return canon->priv->detection_hash;
}
