#include "export-base64.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static gsize
encode_plain (const guint8 *data, gsize length, char *out)
{
  char *to = out;

  for (; length >= 3; length -= 3, data += 3)
    {
      guint32 bits = (guint32) data[0] << 16 | (guint32) data[1] << 8 | data[2];

      *to++ = alphabet[bits >> 18];
      *to++ = alphabet[bits >> 12 & 63];
      *to++ = alphabet[bits >> 6 & 63];
      *to++ = alphabet[bits & 63];
    }
  if (length > 0)
    {
      guint32 bits = (guint32) data[0] << 16 | (length == 2 ? (guint32) data[1] << 8 : 0);

      *to++ = alphabet[bits >> 18];
      *to++ = alphabet[bits >> 12 & 63];
      *to++ = length == 2 ? alphabet[bits >> 6 & 63] : '=';
      *to++ = '=';
    }
  return (gsize) (to - out);
}

#if defined(__x86_64__)
/* 24 bytes to 32 letters a step: spread each three bytes over four, cut them into six bits by two multiplications, then
 * add the offset of the alphabet's run that each value falls into (W. Muła's method). Reads 28 bytes from @data, so the
 * caller leaves the last steps to the plain form. Returns the bytes taken. */
__attribute__ ((target ("avx2"))) static gsize
encode_avx2 (const guint8 *data, gsize length, char *out)
{
  const __m256i spread = _mm256_setr_epi8 (1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10, 1, 0, 2, 1, 4, 3, 5, 4,
                                           7, 6, 8, 7, 10, 9, 11, 10);
  const __m256i offsets = _mm256_setr_epi8 ('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                            '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0,
                                            'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                                            '0' - 52, '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  gsize done = 0;

  for (; length - done >= 28; done += 24, out += 32)
    {
      __m128i low = _mm_loadu_si128 ((const __m128i *) (const void *) (data + done));
      __m128i high = _mm_loadu_si128 ((const __m128i *) (const void *) (data + done + 12));
      __m256i in = _mm256_shuffle_epi8 (_mm256_set_m128i (high, low), spread);
      __m256i odd =
          _mm256_mulhi_epu16 (_mm256_and_si256 (in, _mm256_set1_epi32 (0x0fc0fc00)), _mm256_set1_epi32 (0x04000040));
      __m256i even =
          _mm256_mullo_epi16 (_mm256_and_si256 (in, _mm256_set1_epi32 (0x003f03f0)), _mm256_set1_epi32 (0x01000010));
      __m256i six = _mm256_or_si256 (odd, even);
      __m256i run = _mm256_subs_epu8 (six, _mm256_set1_epi8 (51));
      __m256i capital = _mm256_cmpgt_epi8 (_mm256_set1_epi8 (26), six);
      run = _mm256_or_si256 (run, _mm256_and_si256 (capital, _mm256_set1_epi8 (13)));
      _mm256_storeu_si256 ((__m256i *) (void *) out, _mm256_add_epi8 (_mm256_shuffle_epi8 (offsets, run), six));
    }
  return done;
}
#endif

gsize
lim_base64_encode (const guint8 *data, gsize length, char *out)
{
  gsize done = 0;

#if defined(__x86_64__)
  if (length >= 28 && __builtin_cpu_supports ("avx2"))
    done = encode_avx2 (data, length, out);
#endif
  return done / 3 * 4 + encode_plain (data + done, length - done, out + done / 3 * 4);
}
