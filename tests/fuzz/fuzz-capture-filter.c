/* Any text as a capture filter, joined with what decides how much of a packet is copied.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: link type (1 byte), what is wanted (1 byte), then the text, up to its first NUL. Names
 * are not looked up.
 */
#include "config.h"

#include <linux/filter.h>
#include <netdb.h>
#include <string.h>

#include "core/source/capture-filter.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* pcap_compile() makes programs as long as it takes. */
#define MAX_TEXT 120

#define FRAME_SIZE 96

/* Before the C library's, so that nobody is asked. */
int
getaddrinfo (const char *restrict node,
             const char *restrict service,
             const struct addrinfo *restrict hints,
             struct addrinfo **restrict result)
{
  return EAI_NONAME;
}

static void
check_frame (const struct bpf_program *plain,
             const struct bpf_program *joined,
             const uint8_t *frame)
{
  guint before = bpf_filter (plain->bf_insns, frame, FRAME_SIZE, FRAME_SIZE);
  guint after = bpf_filter (joined->bf_insns, frame, FRAME_SIZE, FRAME_SIZE);

  g_assert ((before == 0) == (after == 0));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const int link_types[] = { DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_NULL };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  struct bpf_program plain, joined;
  WeirSnapshot snapshot;
  int link_type;

  if (size < 2 || size > 2 + MAX_TEXT)
    return 0;

  link_type = link_types[data[0] % G_N_ELEMENTS (link_types)];
  snapshot = (WeirSnapshot){ (data[1] & 1) != 0, (data[1] & 2) != 0 ? 1500 : 0 };
  text = g_strndup ((const char *) data + 2, size - 2);
  weir_capture_filter_asks_for_tags (text);
  if (!weir_capture_filter_compile (text, link_type, WEIR_SNAPSHOT_MAX_BYTES, &plain, &error))
    {
      g_assert (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  if (weir_capture_filter_compile (text, link_type, WEIR_SNAPSHOT_MAX_BYTES, &joined, NULL))
    {
      uint8_t frame[FRAME_SIZE] = { 0 };

      weir_snapshot_filter_apply (&joined, link_type, &snapshot);
      check_frame (&plain, &joined, frame);
      for (guint i = 0; i < sizeof frame; i++)
        frame[i] = data[i % size];
      check_frame (&plain, &joined, frame);
      memcpy (frame + 12, "\x08\x00\x45\x00", 4);
      check_frame (&plain, &joined, frame);
      pcap_freecode (&joined);
    }
  pcap_freecode (&plain);
  return 0;
}
