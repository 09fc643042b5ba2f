#include "base-json.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Writes @value with @count digits as “d.ddde±xx”; TRUE when that reads back as @value. */
static gboolean
try_digits (double value, int count, char text[32])
{
  char format[8];

  g_snprintf (format, sizeof format, "%%.%de", count - 1);
  g_ascii_formatd (text, 32, format, value);
  return g_ascii_strtod (text, NULL) == value; /* exact comparison is the point */
}

/* Adds one to the last digit of “d.ddde±xx”; FALSE where that would need a carry. */
static gboolean
step_up (char *text)
{
  char *last = strchr (text, 'e') - 1;

  if (*last == '.' || *last == '9')
    return FALSE;
  (*last)++;
  return TRUE;
}

/* The shortest decimal form that reads back as @value, finite and positive, and of those the nearest.
 *
 * A decimal of 15 digits survives the way to a double and back, so a shorter one shows as 15 digits that end in zeros.
 * That does not hold for subnormal numbers, where all lengths are tried. Below a power of two doubles lie closer
 * together than above it; there the next decimal above may read back where the nearest does not. */
static void
shortest (double value, char text[32])
{
  int exponent;
  gboolean power_of_two = frexp (value, &exponent) == 0.5;

  for (int count = value < DBL_MIN ? 1 : 15; count < 17; count++)
    {
      if (try_digits (value, count, text))
        return;
      if (power_of_two && step_up (text) && g_ascii_strtod (text, NULL) == value)
        return;
    }
  try_digits (value, 17, text);
}

/* Splits it into digits without zeros at the end and the exponent of the first. Returns how many digits. */
static int
shortest_digits (double value, char digits[20], int *exponent)
{
  char text[32];
  int count = 0;

  shortest (value, text);
  *exponent = (int) g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10);
  for (const char *at = text; *at != 'e'; at++)
    if (*at != '.')
      digits[count++] = *at;
  while (count > 1 && digits[count - 1] == '0')
    count--;
  digits[count] = '\0';
  return count;
}

static void
append_exponential (GString *out, const char *digits, int exponent)
{
  g_string_append_c (out, digits[0]);
  if (digits[1] != '\0')
    g_string_append_printf (out, ".%s", digits + 1);
  g_string_append_printf (out, "e%+d", exponent);
}

static void
append_plain (GString *out, const char *digits, int count, int exponent)
{
  if (exponent < 0)
    {
      g_string_append (out, "0.");
      for (int i = -1; i > exponent; i--)
        g_string_append_c (out, '0');
      g_string_append (out, digits);
      return;
    }
  for (int i = 0; i < MAX (count, exponent + 1); i++)
    {
      if (i == exponent + 1)
        g_string_append_c (out, '.');
      g_string_append_c (out, i < count ? digits[i] : '0');
    }
}

void
lim_json_append_double (GString *out, double value)
{
  char digits[20];
  int exponent, count;

  if (!isfinite (value) || value == 0)
    {
      g_string_append (out, value == 0 ? "0" : "null");
      return;
    }
  if (value < 0)
    g_string_append_c (out, '-');
  count = shortest_digits (fabs (value), digits, &exponent);

  /* The ranges of ECMAScript's Number::toString, since the records' other writers are JavaScript. */
  if (exponent >= 21 || exponent < -6)
    append_exponential (out, digits, exponent);
  else
    append_plain (out, digits, count, exponent);
}
