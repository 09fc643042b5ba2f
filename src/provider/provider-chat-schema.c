#include "provider-chat-schema.h"

#include <string.h>

/* -- Asking -- */

static gboolean
names_member (const LimJson *list, const char *name)
{
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    if (g_strcmp0 (lim_json_string (at), name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
allows_null (const LimJson *schema)
{
  const LimJson *type = lim_json_get (schema, "type");

  if (g_strcmp0 (lim_json_string (type), "null") == 0 || names_member (type, "null"))
    return TRUE;
  for (const LimJson *at = lim_json_first (lim_json_get (schema, "anyOf")); at != NULL; at = lim_json_next (at))
    if (allows_null (at))
      return TRUE;
  for (const LimJson *at = lim_json_first (lim_json_get (schema, "enum")); at != NULL; at = lim_json_next (at))
    if (lim_json_is_null (at))
      return TRUE;
  return type == NULL && lim_json_get (schema, "anyOf") == NULL && lim_json_get (schema, "enum") == NULL
         && lim_json_get (schema, "const") == NULL;
}

/* One that needs not be there: itself, or null. */
static LimJson *
or_null (LimJsonDoc *doc, LimJson *schema)
{
  LimJson *either = lim_json_new_object (doc), *shapes = lim_json_new_array (doc);
  LimJson *null = lim_json_new_object (doc);

  lim_json_set_string (null, "type", "null");
  lim_json_append (shapes, schema);
  lim_json_append (shapes, null);
  lim_json_set (either, "anyOf", shapes);
  return either;
}

static void
narrow_object (LimJsonDoc *doc, LimJson *into, const LimJson *schema, gboolean *strict)
{
  const LimJson *properties = lim_json_get (schema, "properties");
  const LimJson *more = lim_json_get (schema, "additionalProperties");
  const LimJson *required = lim_json_get (schema, "required");
  LimJson *members = lim_json_new_object (doc), *names = lim_json_new_array (doc);

  if (lim_json_is (more, LIM_JSON_OBJECT) || lim_json_is (more, LIM_JSON_TRUE) || properties == NULL)
    *strict = FALSE;
  for (const LimJson *at = lim_json_first (properties); at != NULL; at = lim_json_next (at))
    {
      LimJson *member = lim_chat_schema_narrow (doc, at, strict);
      const char *name = lim_json_key (at);

      if (!names_member (required, name) && !allows_null (at))
        member = or_null (doc, member);
      lim_json_set (members, name, member);
      lim_json_append (names, lim_json_new_string (doc, name));
    }
  lim_json_set (into, "properties", members);
  lim_json_set (into, "required", names);
  if (lim_json_is (more, LIM_JSON_OBJECT))
    lim_json_set (into, "additionalProperties", lim_chat_schema_narrow (doc, more, strict));
  else
    lim_json_set_bool (into, "additionalProperties",
                       more == NULL ? properties == NULL : lim_json_is (more, LIM_JSON_TRUE));
}

LimJson *
lim_chat_schema_narrow (LimJsonDoc *doc, const LimJson *schema, gboolean *strict)
{
  static const char *const kept[] = { "type", "enum", "const", "description" };
  LimJson *into = lim_json_new_object (doc);
  const LimJson *items = lim_json_get (schema, "items"), *shapes = lim_json_get (schema, "anyOf");

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (lim_json_get (schema, kept[i]) != NULL)
      lim_json_set (into, kept[i], lim_json_copy (doc, lim_json_get (schema, kept[i])));
  if (g_strcmp0 (lim_json_get_string (schema, "type"), "object") == 0 || lim_json_get (schema, "properties") != NULL)
    narrow_object (doc, into, schema, strict);
  if (items != NULL)
    lim_json_set (into, "items", lim_chat_schema_narrow (doc, items, strict));
  if (shapes != NULL)
    {
      LimJson *list = lim_json_new_array (doc);

      for (const LimJson *at = lim_json_first (shapes); at != NULL; at = lim_json_next (at))
        lim_json_append (list, lim_chat_schema_narrow (doc, at, strict));
      lim_json_set (into, "anyOf", list);
    }
  return into;
}

/* -- Reading -- */

static void
drop_in_object (LimJson *value, const LimJson *schema)
{
  const LimJson *properties = lim_json_get (schema, "properties");
  const LimJson *required = lim_json_get (schema, "required");

  for (const LimJson *at = lim_json_first (properties); at != NULL; at = lim_json_next (at))
    {
      const char *name = lim_json_key (at);
      LimJson *member = lim_json_get (value, name);

      if (member == NULL)
        continue;
      if (lim_json_is (member, LIM_JSON_NULL) && !names_member (required, name) && !allows_null (at))
        lim_json_remove (value, name);
      else
        lim_chat_schema_drop_nulls (member, at);
    }
}

void
lim_chat_schema_drop_nulls (LimJson *value, const LimJson *schema)
{
  const LimJson *items = lim_json_get (schema, "items");

  if (lim_json_is (value, LIM_JSON_OBJECT))
    drop_in_object (value, schema);
  for (LimJson *at = lim_json_is (value, LIM_JSON_ARRAY) && items != NULL ? lim_json_first (value) : NULL; at != NULL;
       at = lim_json_next (at))
    lim_chat_schema_drop_nulls (at, items);
}
