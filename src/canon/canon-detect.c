#include "canon-detect.h"

#include "canon-private.h"

#include <string.h>

const char *
lim_canon_lane (const LimCanon *canon, const char *id)
{
  gpointer lane = canon->default_lane;

  lim_pattern_set_search_lowered (canon->priv->lane_patterns, id, strlen (id), &lane);
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
  return prompt != NULL
         && lim_pattern_set_search_lowered (canon->priv->asks[CANON_ASK_PROMPT], prompt, strlen (prompt), faction);
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
