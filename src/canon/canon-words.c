/* The words in which a verdict explains itself: templates of the rules, vocabulary of the factions. */
#include "canon-private.h"

#include <string.h>

const char *
canon_context (const LimCanon *canon, const LimRule *rule, const char *faction)
{
  const LimFaction *known = lim_canon_faction_named (canon, faction);
  const char *text = g_hash_table_lookup (canon->priv->contexts, rule->id);

  if (text != NULL && *text != '\0')
    return text;
  if (known == NULL)
    return NULL;

  g_autofree char *key = g_strconcat (faction, "\n", rule->id, NULL);
  text = g_hash_table_lookup (canon->priv->constructions, key);
  if (text != NULL && *text != '\0')
    return text;

  /* Three rules of the reference project explain themselves by what a faction is anyway. */
  const char *own = strcmp (rule->id, "MAT-001") == 0   ? known->material
                    : strcmp (rule->id, "MAT-002") == 0 ? known->wear
                    : strcmp (rule->id, "SHP-001") == 0 ? known->shapes
                                                        : NULL;
  return own != NULL && *own != '\0' ? own : NULL;
}

static const char *
word_or (const char *word, const char *otherwise)
{
  return word != NULL && *word != '\0' ? word : otherwise;
}

char *
canon_expand (const LimCanon *canon, const char *template, const char *faction, const char *percent)
{
  const LimFaction *known = lim_canon_faction_named (canon, faction);
  const struct
  {
    const char *name, *value;
  } variables[] = {
    { "${scorePct}", percent },
    { "${groupMaterial}", word_or (known != NULL ? known->material : NULL, "faction material") },
    { "${groupShapes}", word_or (known != NULL ? known->shapes : NULL, "faction shapes") },
    { "${groupWear}", word_or (known != NULL ? known->wear : NULL, "faction-correct aging") },
  };
  GString *text;

  if (template == NULL)
    return NULL;
  text = g_string_sized_new (strlen (template) + 64);
  while (*template != '\0')
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (variables)
             && (variables[i].value == NULL || !g_str_has_prefix (template, variables[i].name)))
        i++;
      if (i < G_N_ELEMENTS (variables))
        {
          g_string_append (text, variables[i].value);
          template += strlen (variables[i].name);
        }
      else
        g_string_append_c (text, *template ++);
    }
  return g_string_free (text, FALSE);
}
