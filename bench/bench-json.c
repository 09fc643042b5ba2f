/* bench-json: microseconds of processor time per record for parse, edit and serialise. Usage: bench-json FILE… */
#include "base-file.h"
#include "base-json.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROUNDS 9

typedef struct
{
  const char *path;
  char *text;
  gsize length;
} Input;

static double
processor_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
parse_only (const Input *input)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (input->path, input->text, (gssize) input->length, NULL);
}

static void
parse_edit_write (const Input *input)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (input->path, input->text, (gssize) input->length, NULL);
  LimJson *judgment = lim_json_get (lim_json_root (doc), "judgment");

  if (lim_json_is (judgment, LIM_JSON_OBJECT))
    lim_json_set_double (judgment, "confidence", 0.85);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
}

static void
parse_indent (const Input *input)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (input->path, input->text, (gssize) input->length, NULL);
  g_autoptr (GString) out = g_string_sized_new (input->length + 256);

  lim_json_append_indented (out, lim_json_root (doc), 0);
}

static void
parse_read_all (const Input *input)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse (input->path, input->text, (gssize) input->length, NULL);

  for (LimJson *block = lim_json_first (lim_json_root (doc)); block != NULL; block = lim_json_next (block))
    for (LimJson *member = lim_json_first (block); member != NULL; member = lim_json_next (member))
      {
        lim_json_key (member);
        lim_json_string (member);
      }
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
measure (const char *name, void (*work) (const Input *input), GArray *inputs, gsize bytes)
{
  double rounds[ROUNDS];

  for (int round = 0; round < ROUNDS; round++)
    {
      double start = processor_seconds ();

      for (guint i = 0; i < inputs->len; i++)
        work (&g_array_index (inputs, Input, i));
      rounds[round] = processor_seconds () - start;
    }
  qsort (rounds, ROUNDS, sizeof *rounds, compare_doubles);
  printf ("%-28s %7.2f us per record  %7.0f MB/s\n", name, rounds[ROUNDS / 2] / inputs->len * 1e6,
          (double) bytes / rounds[ROUNDS / 2] / 1e6);
}

int
main (int argc, char **argv)
{
  g_autoptr (GArray) inputs = g_array_new (FALSE, FALSE, sizeof (Input));
  gsize bytes = 0;

  for (int i = 1; i < argc; i++)
    {
      g_autoptr (GError) error = NULL;
      Input input = { .path = argv[i] };

      input.text = lim_file_read (argv[i], 0, &input.length, &error);
      if (input.text == NULL)
        {
          fprintf (stderr, "%s\n", error->message);
          return 1;
        }
      g_array_append_val (inputs, input);
      bytes += input.length;
    }
  if (inputs->len == 0)
    {
      fprintf (stderr, "usage: bench-json FILE…\n");
      return 2;
    }

  measure ("parse", parse_only, inputs, bytes);
  measure ("parse, read two levels", parse_read_all, inputs, bytes);
  measure ("parse, edit, serialise", parse_edit_write, inputs, bytes);
  measure ("parse, indent anew", parse_indent, inputs, bytes);
  for (guint i = 0; i < inputs->len; i++)
    g_free (g_array_index (inputs, Input, i).text);
  return 0;
}
