#include "produce-chat.h"
#include "produce.h"
#include "style-check.h"

/* limner.yaml and project.json can be read, and what they hold has the types the commands ask for. */

static const struct
{
  const char *key;
  LimJsonType type;
  const char *expected;
} members[] = {
  { "name", LIM_JSON_STRING, "text" },           { "display_name", LIM_JSON_STRING, "text" },
  { "reviewer", LIM_JSON_STRING, "text" },       { "defaults", LIM_JSON_OBJECT, "an object" },
  { "providers", LIM_JSON_OBJECT, "an object" }, { "chat", LIM_JSON_OBJECT, "an object" },
  { "dress", LIM_JSON_OBJECT, "an object" },
};

static void
check_provider (LimDoctor *doctor, const char *name)
{
  const LimImageProvider *provider;
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (GError) problem = NULL;

  if (!lim_produce_choose_provider (doctor->project, name, &provider, &settings, &problem))
    lim_doctor_add_error (doctor, "limner.yaml", problem);
}

static void
check_chat (LimDoctor *doctor, const char *name)
{
  const LimChatProvider *provider;
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (GError) problem = NULL;

  if (!lim_produce_choose_chat (doctor->project, name, &provider, &settings, &problem))
    lim_doctor_add_error (doctor, "limner.yaml", problem);
}

/* The provider that is used unless another is named, and the settings of all. */
static void
check_providers (LimDoctor *doctor, const LimJson *config)
{
  const LimJson *providers = lim_json_get (config, "providers");
  const char *standard = lim_json_string (lim_json_path (config, "defaults", "provider", NULL));

  check_provider (doctor, standard);
  for (const LimJson *member = lim_json_is (providers, LIM_JSON_OBJECT) ? lim_json_first (providers) : NULL;
       member != NULL; member = lim_json_next (member))
    if (g_strcmp0 (lim_json_key (member), standard) != 0)
      check_provider (doctor, lim_json_key (member));
}

/* The settings of chat models, of which there need not be one. */
static void
check_chats (LimDoctor *doctor, const LimJson *config)
{
  const LimJson *chats = lim_json_get (config, "chat");
  const char *standard = lim_json_string (lim_json_path (config, "defaults", "chat", NULL));

  for (const LimJson *member = lim_json_is (chats, LIM_JSON_OBJECT) ? lim_json_first (chats) : NULL; member != NULL;
       member = lim_json_next (member))
    if (g_strcmp0 (lim_json_key (member), standard) != 0)
      check_chat (doctor, lim_json_key (member));
  if (standard != NULL)
    check_chat (doctor, standard);
}

static gboolean
run (LimDoctor *doctor, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GError) problem = NULL;
  const LimJson *config = lim_project_config (doctor->project, &problem);

  doctor->n_checked = 1;
  if (config == NULL)
    {
      lim_doctor_add_error (doctor, "limner.yaml", problem);
      return TRUE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const LimJson *member = lim_json_get (config, members[i].key);
      g_autofree char *found = lim_json_describe (member);

      if (!lim_json_is_null (member) && !lim_json_is (member, members[i].type))
        lim_doctor_add (doctor, LIM_FINDING_ERROR, "limner.yaml", lim_json_line (member), members[i].key,
                        members[i].expected, NULL, "%s", found);
    }
  check_providers (doctor, config);
  check_chats (doctor, config);
  return TRUE;
}

const LimDoctorCheck lim_doctor_check_config = { .name = "config", .thing = "configuration", .run = run };
