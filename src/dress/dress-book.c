#include "dress-book.h"

#include "base-file.h"
#include "base-yaml.h"
#include "dress-story.h"
#include "store-document.h"

#include <string.h>

static void
review_free (gpointer data)
{
  lim_dress_review_free (data);
}

LimDressBook *
lim_dress_book_new (LimStory *story)
{
  LimDressBook *book = g_new0 (LimDressBook, 1);

  book->story = story;
  book->visuals = lim_visuals_new ();
  book->briefs = lim_briefs_new ();
  book->codex = lim_codex_new ();
  book->illustrations = lim_illustrations_new ();
  book->brief_reviews = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, review_free);
  book->codex_reviews = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, review_free);
  book->findings = lim_findings_new ();
  book->visual_of = g_hash_table_new (g_str_hash, g_str_equal);
  book->brief_of = g_hash_table_new (g_str_hash, g_str_equal);
  book->brief_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  book->codex_of = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  book->illustration_of = g_hash_table_new (g_str_hash, g_str_equal);
  book->illustration_of_brief = g_hash_table_new (g_str_hash, g_str_equal);
  return book;
}

void
lim_dress_book_free (LimDressBook *book)
{
  if (book == NULL)
    return;
  g_hash_table_unref (book->visual_of);
  g_hash_table_unref (book->brief_of);
  g_hash_table_unref (book->brief_by_id);
  g_hash_table_unref (book->codex_of);
  g_hash_table_unref (book->illustration_of);
  g_hash_table_unref (book->illustration_of_brief);
  g_hash_table_unref (book->brief_reviews);
  g_hash_table_unref (book->codex_reviews);
  lim_dress_review_free (book->direction_review);
  lim_dress_review_free (book->sample_review);
  lim_budget_free (book->budget);
  lim_art_direction_free (book->direction);
  g_ptr_array_unref (book->visuals);
  g_ptr_array_unref (book->briefs);
  g_ptr_array_unref (book->codex);
  g_ptr_array_unref (book->illustrations);
  g_ptr_array_unref (book->findings);
  lim_story_free (book->story);
  g_free (book);
}

/* -- Who belongs to whom -- */

static gboolean
take_first (LimDressBook *book, GHashTable *table, const char *key, gpointer value, const char *file, guint line,
            const char *found)
{
  if (!g_hash_table_contains (table, key))
    {
      g_hash_table_insert (table, (gpointer) key, value);
      return TRUE;
    }
  g_autofree char *text = g_strdup_printf (found, key);
  g_ptr_array_add (book->findings, lim_finding_new (LIM_FINDING_ERROR, file, line, NULL, text, "one",
                                                    "Remove the one that is not meant; the first is used."));
  return FALSE;
}

/* Goes through @list and removes what @link does not take. */
static void
link_all (LimDressBook *book, GPtrArray *list, gboolean (*link) (LimDressBook *book, gpointer item))
{
  guint i = 0;

  while (i < list->len)
    if (link (book, list->pdata[i]))
      i++;
    else
      g_ptr_array_remove_index (list, i);
}

static gboolean
link_visual (LimDressBook *book, gpointer item)
{
  LimEntityVisual *visual = item;

  return take_first (book, book->visual_of, visual->entity, visual, visual->file, visual->line,
                     "a second visual of the entity “%s”");
}

static gboolean
link_brief (LimDressBook *book, gpointer item)
{
  LimBrief *brief = item;

  return take_first (book, book->brief_by_id, brief->id, brief, brief->file, brief->line, "a second brief “%s”")
         && (take_first (book, book->brief_of, brief->passage, brief, brief->file, brief->line,
                         "a second brief for the passage “%s”")
             || !g_hash_table_remove (book->brief_by_id, brief->id));
}

static gboolean
link_illustration (LimDressBook *book, gpointer item)
{
  LimIllustration *made = item;

  return take_first (book, book->illustration_of_brief, made->brief, made, made->file, made->line,
                     "a second illustration of the brief “%s”")
         && (take_first (book, book->illustration_of, made->passage, made, made->file, made->line,
                         "a second illustration of the passage “%s”")
             || !g_hash_table_remove (book->illustration_of_brief, made->brief));
}

static int
compare_rank (gconstpointer a, gconstpointer b)
{
  const LimCodexEntry *one = *(LimCodexEntry *const *) a, *other = *(LimCodexEntry *const *) b;

  return one->rank != other->rank ? (one->rank < other->rank ? -1 : 1) : strcmp (one->id, other->id);
}

static void
link_codex (LimDressBook *book)
{
  GHashTableIter iter;
  gpointer entries;

  for (guint i = 0; i < book->codex->len; i++)
    {
      LimCodexEntry *entry = book->codex->pdata[i];
      GPtrArray *list = g_hash_table_lookup (book->codex_of, entry->entity);

      if (list == NULL)
        {
          list = g_ptr_array_new ();
          g_hash_table_insert (book->codex_of, entry->entity, list);
        }
      g_ptr_array_add (list, entry);
    }
  g_hash_table_iter_init (&iter, book->codex_of);
  while (g_hash_table_iter_next (&iter, NULL, &entries))
    g_ptr_array_sort (entries, compare_rank);
}

void
lim_dress_book_link (LimDressBook *book)
{
  g_hash_table_remove_all (book->visual_of);
  g_hash_table_remove_all (book->brief_of);
  g_hash_table_remove_all (book->brief_by_id);
  g_hash_table_remove_all (book->codex_of);
  g_hash_table_remove_all (book->illustration_of);
  g_hash_table_remove_all (book->illustration_of_brief);
  link_all (book, book->visuals, link_visual);
  link_all (book, book->briefs, link_brief);
  link_all (book, book->illustrations, link_illustration);
  link_codex (book);
}

/* -- Reading -- */

/* The document at @relative; NULL when there is none, or when it cannot be read, which is told. */
static LimJsonDoc *
read_document (const LimProject *project, const char *relative, GPtrArray *findings)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *path = lim_store_resolve (project, relative, &problem), *text = NULL;
  LimJsonDoc *doc = NULL;
  gsize length = 0;

  if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  if (path != NULL)
    text = lim_file_read (path, 0, &length, &problem);
  if (text != NULL)
    doc = g_str_has_suffix (relative, ".json") ? lim_json_parse (relative, text, (gssize) length, &problem)
                                               : lim_yaml_parse (relative, text, (gssize) length, &problem);
  if (doc == NULL)
    g_ptr_array_add (findings, lim_finding_new_from_message (LIM_FINDING_ERROR, relative, problem->message));
  return doc;
}

typedef void (*EachFunc) (const LimJsonDoc *doc, LimDressBook *book);

/* Every document of @folder. */
static gboolean
read_folder (const LimProject *project, const char *folder, EachFunc each, LimDressBook *book, GError **error)
{
  static const char *const suffixes[] = { ".json", ".yaml" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GPtrArray) names = lim_store_list_names (project, folder, suffixes[i], error);

      if (names == NULL)
        return FALSE;
      for (guint j = 0; j < names->len; j++)
        {
          g_autofree char *relative = g_strconcat (folder, "/", (const char *) names->pdata[j], suffixes[i], NULL);
          g_autoptr (LimJsonDoc) doc = read_document (project, relative, book->findings);

          if (doc != NULL)
            each (doc, book);
        }
    }
  return TRUE;
}

static void
each_visual (const LimJsonDoc *doc, LimDressBook *book)
{
  lim_visuals_read (doc, book->visuals, book->findings);
}

static void
each_brief (const LimJsonDoc *doc, LimDressBook *book)
{
  lim_briefs_read (doc, book->briefs, book->findings);
}

static void
each_codex (const LimJsonDoc *doc, LimDressBook *book)
{
  lim_codex_read (doc, book->codex, book->findings);
}

static void
each_illustration (const LimJsonDoc *doc, LimDressBook *book)
{
  lim_illustrations_read (doc, book->illustrations, book->findings);
}

static void
take_review (const LimJsonDoc *doc, LimDressBook *book, GHashTable *reviews)
{
  LimDressReview *review = lim_dress_review_read (doc, book->findings);

  if (review != NULL && review->of != NULL)
    g_hash_table_replace (reviews, g_strdup (review->of), review);
  else
    lim_dress_review_free (review);
}

static void
each_brief_review (const LimJsonDoc *doc, LimDressBook *book)
{
  take_review (doc, book, book->brief_reviews);
}

static void
each_codex_review (const LimJsonDoc *doc, LimDressBook *book)
{
  take_review (doc, book, book->codex_reviews);
}

static void
read_direction (const LimProject *project, LimDressBook *book)
{
  static const char *const names[] = { LIM_DRESS_DIRECTION, "story/art-direction.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names) && book->direction == NULL; i++)
    {
      g_autoptr (LimJsonDoc) doc = read_document (project, names[i], book->findings);

      if (doc != NULL)
        book->direction = lim_art_direction_read (doc, book->findings);
    }
}

static LimDressReview *
read_review (const LimProject *project, const char *relative, GPtrArray *findings)
{
  g_autoptr (LimJsonDoc) doc = read_document (project, relative, findings);

  return doc != NULL ? lim_dress_review_read (doc, findings) : NULL;
}

static void
read_single_reviews (const LimProject *project, LimDressBook *book)
{
  g_autoptr (LimJsonDoc) budget = read_document (project, LIM_DRESS_REVIEWS "/budget.json", book->findings);

  book->direction_review = read_review (project, LIM_DRESS_REVIEWS "/direction.json", book->findings);
  book->sample_review = read_review (project, LIM_DRESS_REVIEWS "/sample.json", book->findings);
  book->budget = budget != NULL ? lim_budget_read (budget, book->findings) : NULL;
}

LimDressBook *
lim_dress_book_open (const LimProject *project, GError **error)
{
  static const struct
  {
    const char *folder;
    EachFunc each;
  } folders[] = {
    { LIM_DRESS_VISUALS, each_visual },
    { LIM_DRESS_BRIEFS, each_brief },
    { LIM_DRESS_CODEX, each_codex },
    { LIM_DRESS_ILLUSTRATIONS, each_illustration },
    { LIM_DRESS_REVIEWS "/briefs", each_brief_review },
    { LIM_DRESS_REVIEWS "/codex", each_codex_review },
  };
  LimStory *story = lim_dress_story_open (project, NULL, error);
  g_autoptr (LimDressBook) book = story != NULL ? lim_dress_book_new (story) : NULL;

  if (book == NULL)
    return NULL;
  read_direction (project, book);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (!read_folder (project, folders[i].folder, folders[i].each, book, error))
      return NULL;
  read_single_reviews (project, book);
  lim_dress_book_link (book);
  return g_steal_pointer (&book);
}

/* -- Asking -- */

const LimEntityVisual *
lim_dress_book_visual (const LimDressBook *book, const char *entity)
{
  return g_hash_table_lookup (book->visual_of, entity);
}

const LimBrief *
lim_dress_book_brief (const LimDressBook *book, const char *passage)
{
  return g_hash_table_lookup (book->brief_of, passage);
}

const LimBrief *
lim_dress_book_brief_by_id (const LimDressBook *book, const char *id)
{
  return g_hash_table_lookup (book->brief_by_id, id);
}

const LimIllustration *
lim_dress_book_illustration (const LimDressBook *book, const char *passage)
{
  return g_hash_table_lookup (book->illustration_of, passage);
}

const LimIllustration *
lim_dress_book_illustration_of_brief (const LimDressBook *book, const char *brief)
{
  return g_hash_table_lookup (book->illustration_of_brief, brief);
}

GPtrArray *
lim_dress_book_codex_of (const LimDressBook *book, const char *entity)
{
  GPtrArray *list = g_hash_table_lookup (book->codex_of, entity);

  return list != NULL ? g_ptr_array_ref (list) : g_ptr_array_new ();
}

guint
lim_dress_book_priority (const LimDressBook *book, const LimBrief *brief)
{
  const LimDressReview *review = g_hash_table_lookup (book->brief_reviews, brief->id);

  return review != NULL && review->priority != LIM_REVIEW_NO_PRIORITY ? (guint) review->priority : brief->priority;
}

static guint
passage_index (const LimDressBook *book, const LimBrief *brief)
{
  const LimStoryPassage *passage = lim_story_passage (book->story, brief->passage);

  return passage != NULL ? passage->index : G_MAXUINT;
}

static int
compare_priority (gconstpointer a, gconstpointer b, gpointer data)
{
  const LimBrief *one = *(LimBrief *const *) a, *other = *(LimBrief *const *) b;
  /* 0 is the least of all. */
  guint one_priority = lim_dress_book_priority (data, one) - 1,
        other_priority = lim_dress_book_priority (data, other) - 1;
  guint one_index = passage_index (data, one), other_index = passage_index (data, other);

  if (one_priority != other_priority)
    return one_priority < other_priority ? -1 : 1;
  if (one_index != other_index)
    return one_index < other_index ? -1 : 1;
  return strcmp (one->id, other->id);
}

GPtrArray *
lim_dress_book_by_priority (const LimDressBook *book)
{
  GPtrArray *list = g_ptr_array_sized_new (book->briefs->len);

  for (guint i = 0; i < book->briefs->len; i++)
    g_ptr_array_add (list, book->briefs->pdata[i]);
  g_ptr_array_sort_with_data (list, compare_priority, (gpointer) book);
  return list;
}

char *
lim_dress_book_hash_direction (const LimDressBook *book)
{
  return lim_dress_hash_direction (book->direction, book->visuals);
}
