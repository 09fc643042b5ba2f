/* provider-key.h: keys and logins of servers: where they may come from, and to whom they may go.
 *
 * A key comes from the environment or from a file that only its owner can read, never from limner.yaml, which lies in
 * git. And it goes only to whom it is meant for: a project is somebody else's work now and then, and an address in its
 * limner.yaml must not be enough to be sent the key that the environment holds for another server. So there are two kinds
 * of addresses:
 *
 *   trusted    on this machine, the provider's own (https://api.openai.com), or the one that the environment names.
 *              Their key is the environment's, else the file of the option key-file, else ~/.config/limner/keys/NAME
 *   others     named by limner.yaml only. Their key is ~/.config/limner/keys/HOST, which only the owner can have made */
#pragma once

#include "base-error.h"

/* How a provider's keys are found. */
typedef struct
{
  const char *name;     /* of its file: “openai” */
  const char *variable; /* of the environment: “OPENAI_API_KEY” */
  const char *home;     /* the host that is its own, over https; NULL: none */
  gboolean login;       /* it is USER:PASSWORD and goes by HTTP Basic; else a bearer token */
  gboolean plain;       /* it is a header's value as it stands */
} LimProviderKeyRule;

typedef struct
{
  const char *host; /* lower-case */
  gboolean local;   /* on this machine */
  gboolean secure;  /* https */
  gboolean named;   /* the environment names it */
} LimProviderKeyTarget;

typedef struct
{
  char *header;   /* the value of Authorization, or of the header that takes a plain key; NULL: there is no key */
  char *from;     /* for people: “the environment's OPENAI_API_KEY”, or the file's path */
  char *place;    /* where one for this address would be looked for, for people; always set */
  char **secrets; /* what must not be shown, the longest first */
} LimProviderKey;

void lim_provider_key_clear (LimProviderKey *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimProviderKey, lim_provider_key_clear)

/* Finds the key for @target; none is fine, @key->header is then NULL. @file is the option key-file or NULL; “~/” is the home
 * folder. LIM_ERROR_BAD_INPUT: a file that others may read (with the chmod that helps), or that holds no key; a file that
 * was named and is not there is LIM_ERROR_NOT_FOUND. */
gboolean lim_provider_key_find (const LimProviderKeyRule *rule, const LimProviderKeyTarget *target, const char *file,
                                LimProviderKey *key, GError **error);

/* @text with “[key]” in place of whatever of @key (may be NULL) stands in it. Transfer full. */
char *lim_provider_key_redact (const LimProviderKey *key, const char *text);

/* ~/.config/limner/@name, honouring XDG_CONFIG_HOME. Transfer full. */
char *lim_provider_config_path (const char *name);

/* @path with “~/” as the home folder. Transfer full. */
char *lim_provider_home_path (const char *path);
