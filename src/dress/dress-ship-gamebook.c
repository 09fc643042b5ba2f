/* dress-ship-gamebook.c: the story as a book to print and play with a pencil (dress-gamebook.h): numbered sections, words to cross off,
 * a codex at the end whose gated entries have numbers of their own. A PDF with links for those who read it on a screen.
 *
 * What is printed can be looked at; numbers and order tell nothing, and that is all a book can do. */

#include "base-error.h"
#include "base-file.h"
#include "base-text.h"
#include "dress-gamebook.h"
#include "dress-pages.h"
#include "dress-prose.h"
#include "dress-ship.h"

#include <string.h>

#define MAX_BOOK ((gsize) 2 << 30)

typedef struct
{
  const LimShipment *shipment;
  LimGamebook *book;
  LimPages *pages;
} Print;

/* -- Prose -- */

static const char *const tags[] = { [LIM_PROSE_EMPHASIS] = "i", [LIM_PROSE_STRONG] = "b", [LIM_PROSE_STRUCK] = "s" };

static void
add_inline (GString *out, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const LimProse *prose = list->pdata[i];

      if (prose->kind == LIM_PROSE_TEXT)
        lim_text_append_xml (out, prose->text);
      else if (prose->kind == LIM_PROSE_BREAK)
        g_string_append_c (out, '\n');
      else if (prose->kind < G_N_ELEMENTS (tags) && tags[prose->kind] != NULL)
        {
          g_string_append_printf (out, "<%s>", tags[prose->kind]);
          add_inline (out, prose->children);
          g_string_append_printf (out, "</%s>", tags[prose->kind]);
        }
    }
}

static void
set_prose (Print *print, const char *text)
{
  g_autoptr (GPtrArray) blocks = lim_prose_parse (text, lim_prose_is_twine (print->shipment->story));
  LimPagesStyle style = LIM_PAGES_BODY;

  for (guint i = 0; i < blocks->len; i++)
    {
      const LimProse *block = blocks->pdata[i];
      g_autoptr (GString) markup = g_string_new (NULL);

      if (block->kind == LIM_PROSE_RULE)
        {
          lim_pages_text (print->pages, LIM_PAGES_CENTRED, "* * *", NULL);
          style = LIM_PAGES_BODY;
          continue;
        }
      if (block->kind == LIM_PROSE_QUOTE)
        g_string_append (markup, "<i>");
      add_inline (markup, block->children);
      if (block->kind == LIM_PROSE_QUOTE)
        g_string_append (markup, "</i>");
      lim_pages_text (print->pages, block->kind == LIM_PROSE_HEADING ? LIM_PAGES_HEADING : style, markup->str, NULL);
      style = block->kind == LIM_PROSE_HEADING ? LIM_PAGES_BODY : LIM_PAGES_FOLLOWING;
    }
}

static void
set_text (Print *print, LimPagesStyle style, const char *text, const char *to)
{
  g_autoptr (GString) markup = g_string_new (NULL);

  lim_text_append_xml (markup, text);
  lim_pages_text (print->pages, style, markup->str, to);
}

/* -- The front -- */

static void
set_words (Print *print)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (char **word = print->book->all_words; *word != NULL; word++)
    g_string_append_printf (list, "%s☐\u00a0%s", list->len > 0 ? "     " : "", *word);
  lim_pages_text (print->pages, LIM_PAGES_HEADING, "Your words", NULL);
  lim_pages_text (print->pages, LIM_PAGES_BODY,
                  "Tick a word when a section tells you to write it down. Nothing takes it away again.", NULL);
  lim_pages_space (print->pages, 6);
  set_text (print, LIM_PAGES_CHOICE, list->str, NULL);
}

static void
set_front (Print *print)
{
  g_autofree char *header = lim_shipment_header (print->shipment);

  lim_pages_place (print->pages, "front", "How to play");
  lim_pages_space (print->pages, 1);
  set_text (print, LIM_PAGES_TITLE, print->shipment->title, NULL);
  set_text (print, LIM_PAGES_SMALL, header, NULL);
  lim_pages_space (print->pages, 18);
  lim_pages_text (print->pages, LIM_PAGES_HEADING, "How to play", NULL);
  lim_pages_text (
      print->pages, LIM_PAGES_BODY,
      "This book is not read from front to back. Begin with section 1. Where a section ends, choose how to go "
      "on, and turn to the section whose number stands there; read no other. Where it says The end, the "
      "story is over, until you begin anew.",
      NULL);
  if (print->book->secrets->len > 0)
    lim_pages_text (
        print->pages, LIM_PAGES_FOLLOWING,
        "The codex at the end tells of those you meet. What it keeps back opens with words you have earned.", NULL);
  lim_pages_space (print->pages, 14);
  if (print->book->all_words[0] != NULL)
    set_words (print);
  lim_pages_break (print->pages);
}

/* -- Sections -- */

static void
set_choice (Print *print, const LimStoryChoice *choice)
{
  g_autofree char *condition = lim_gamebook_condition (print->book, choice->requires);
  g_autofree char *reward = lim_gamebook_reward (print->book, choice->grants);
  guint number = lim_gamebook_number (print->book, choice->to);
  g_autofree char *place = g_strdup_printf ("s%u", number);
  g_autoptr (GString) markup = g_string_new ("• <i>");

  lim_text_append_xml (markup, condition);
  g_string_append (markup, "</i>");
  lim_text_append_xml (markup, choice->label);
  g_string_append (markup, reward[0] != '\0' ? " —<i>" : " —");
  lim_text_append_xml (markup, reward);
  g_string_append_printf (markup, "%s turn to\u00a0<b>%u</b>", reward[0] != '\0' ? "</i> Then" : "", number);
  lim_pages_text (print->pages, LIM_PAGES_CHOICE, markup->str, place);
}

/* A section begins where its number, its picture and two lines of it have room. */
static void
need_room (Print *print, const LimShipPicture *picture)
{
  double height = 64;

  if (picture != NULL)
    height += lim_pages_picture_height (print->pages, picture->width, picture->height);
  lim_pages_need (print->pages, height);
}

static gboolean
set_section (Print *print, guint number, GError **error)
{
  const LimStoryPassage *passage = g_array_index (print->book->sections, LimGamebookSection, number - 1).passage;
  const LimShipPicture *picture = lim_shipment_picture (print->shipment, passage);
  g_autofree char *title = g_strdup_printf ("%u", number), *place = g_strdup_printf ("s%u", number);
  g_autofree char *reward = lim_gamebook_reward (print->book, passage->grants);

  need_room (print, picture);
  lim_pages_place (print->pages, place, number == 1 ? "Section 1" : NULL);
  lim_pages_text (print->pages, LIM_PAGES_NUMBER, title, NULL);
  if (picture != NULL && !lim_pages_picture (print->pages, picture->bytes, picture->mime, picture->name, error))
    return FALSE;
  if (picture != NULL && picture->caption != NULL)
    set_text (print, LIM_PAGES_CAPTION, picture->caption, NULL);
  set_prose (print, passage->prose);
  lim_pages_space (print->pages, 4);
  if (*reward != '\0')
    {
      g_autofree char *markup = g_strdup_printf ("<i>%s</i>", reward + 1);

      lim_pages_text (print->pages, LIM_PAGES_BODY, markup, NULL);
    }
  for (guint i = 0; i < passage->choices->len; i++)
    set_choice (print, passage->choices->pdata[i]);
  if (passage->choices->len == 0)
    lim_pages_text (print->pages, LIM_PAGES_CENTRED, "<b>The end</b>", NULL);
  lim_pages_space (print->pages, 16);
  return TRUE;
}

/* -- The codex -- */

/* Open entries, and for the others the number under which they stand. */
static void
set_codex (Print *print)
{
  const GPtrArray *codex = print->shipment->codex;
  const char *about = NULL;

  lim_pages_break (print->pages);
  lim_pages_place (print->pages, "codex", "Codex");
  lim_pages_text (print->pages, LIM_PAGES_TITLE, "Codex", NULL);
  for (guint i = 0; i < codex->len; i++)
    {
      const LimCodexEntry *entry = codex->pdata[i];
      guint secret = lim_gamebook_secret (print->book, entry);

      if (g_strcmp0 (about, entry->entity) != 0)
        {
          lim_pages_space (print->pages, 8);
          set_text (print, LIM_PAGES_HEADING, lim_story_entity (print->shipment->story, entry->entity)->name, NULL);
        }
      about = entry->entity;
      if (secret == 0)
        {
          set_prose (print, entry->content);
          continue;
        }
      g_autofree char *condition = lim_gamebook_condition (print->book, entry->visible_when);
      g_autofree char *line = g_strdup_printf ("• %sread\u00a0C%u", condition, secret);
      g_autofree char *place = g_strdup_printf ("c%u", secret);
      set_text (print, LIM_PAGES_CHOICE, line, place);
    }
}

static void
set_secrets (Print *print)
{
  lim_pages_break (print->pages);
  lim_pages_text (print->pages, LIM_PAGES_TITLE, "What the codex keeps back", NULL);
  for (guint number = 1; number <= print->book->secrets->len; number++)
    {
      const LimCodexEntry *entry = g_array_index (print->book->secrets, LimGamebookSecret, number - 1).entry;
      g_autofree char *place = g_strdup_printf ("c%u", number), *title = g_strdup_printf ("C%u", number);

      lim_pages_need (print->pages, 64);
      lim_pages_place (print->pages, place, NULL);
      lim_pages_text (print->pages, LIM_PAGES_NUMBER, title, NULL);
      set_prose (print, entry->content);
      lim_pages_space (print->pages, 12);
    }
}

/* -- The whole -- */

static GBytes *
print_book (Print *print, GError **error)
{
  set_front (print);
  for (guint number = 1; number <= print->book->sections->len; number++)
    if (!set_section (print, number, error))
      return NULL;
  if (print->shipment->codex->len > 0)
    set_codex (print);
  if (print->book->secrets->len > 0)
    set_secrets (print);
  return lim_pages_finish (print->pages, NULL, error);
}

static gboolean
gamebook_write (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error)
{
  g_autofree char *header = lim_shipment_header (shipment), *name = g_strconcat (shipment->slug, ".pdf", NULL);
  const LimPagesLook look = { lim_settings_string (shipment->options, "paper"), shipment->title, header,
                              shipment->language };
  g_autoptr (LimGamebook) book = lim_gamebook_new (shipment);
  g_autoptr (LimPages) pages = lim_pages_new (&look, error);
  Print print = { shipment, book, pages };
  g_autoptr (GBytes) bytes = pages != NULL ? print_book (&print, error) : NULL;

  if (bytes == NULL || !lim_ship_write_bytes (folder, name, bytes, error))
    return FALSE;
  *open = g_steal_pointer (&name);
  return TRUE;
}

/* Where the end of the file says where its table of objects is; NULL when it does not. */
static const char *
tail_mark (const char *data, gsize length)
{
  gsize tail = MIN (length, 1024);

  return memmem (data + length - tail, tail, "startxref", strlen ("startxref"));
}

/* Whether the file is whole: its head, its end, and the table of objects where the end says it is. */
static gboolean
gamebook_check (const LimShipment *shipment, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *name = g_strconcat (shipment->slug, ".pdf", NULL);
  g_autofree char *file = g_build_filename (path, name, NULL);
  gsize length;
  g_autofree char *data = lim_file_read (file, MAX_BOOK, &length, error);
  const char *mark = data != NULL ? tail_mark (data, length) : NULL;
  guint64 at = mark != NULL ? g_ascii_strtoull (mark + strlen ("startxref"), NULL, 10) : 0;

  if (data == NULL)
    return FALSE;
  if (!g_str_has_prefix (data, "%PDF-") || mark == NULL || at + 4 > length || memcmp (data + at, "xref", 4) != 0
      || memmem (mark, length - (gsize) (mark - data), "%%EOF", 5) == NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s: is not a whole PDF", name));
  return TRUE;
}

const LimShipFormat lim_ship_format_gamebook = {
  .name = "gamebook",
  .help = "PDF to print and play with a pencil: numbered sections, words, codex",
  .write = gamebook_write,
  .check = gamebook_check,
};
