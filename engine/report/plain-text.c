#include "report/plain-text.h"

#define REPLACEMENT 0xFFFD

/* Control characters move the cursor or start an escape; those of direction turn letters round. */
static gboolean
is_harmful (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

char *
twin_plain_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *plain = g_string_new (NULL);

  g_strchomp (valid);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (plain, is_harmful (c) ? REPLACEMENT : c);
    }
  return g_string_free (plain, FALSE);
}
