/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/device-source.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>

#include "core/source/arrival-clock.h"
#include "core/error.h"
#include "core/identity/socket-watch.h"
#include "core/packet/link-type.h"
#include "core/source/capture-filter.h"
#include "core/source/interface-counters.h"
#include "core/source/interface-watch.h"
#include "core/source/snapshot-filter.h"
#include "core/source/wakeup.h"

/* How long the kernel collects packets before it hands over a block.  Shorter costs processor time
 * (10 ms: seven times as much), longer is seen as lag. */
#define BLOCK_TIMEOUT_MS 100

/* Takes what arrives in 300 ms at 300,000 packets a second. */
#define RING_BYTES (16 * 1024 * 1024)

/* A packet is handed over at most a block timeout after its time stamp; the rest is for a busy
 * machine.  Intervals end this much later than their last packet. */
#define LATENESS_US (3 * BLOCK_TIMEOUT_MS * 1000)

#define COUNTERS_INTERVAL_US (G_USEC_PER_SEC / 4)

struct _WeirDeviceSource
{
  WeirSource parent_instance;

  char *interface;
  char *filter;
  gboolean is_promiscuous;

  WeirWakeup wakeup;
  pcap_t *pcap;
  WeirSnapshot snapshot; /* what the filter lets through of each packet */
  WeirInterfaceWatch watch;
  WeirSocketWatch *sockets;
  WeirInterfaceCounters counters;
  struct pcap_stat last_stats;
  gint64 last_counters_us;
  WeirArrivalClock arrivals;
};

G_DEFINE_FINAL_TYPE (WeirDeviceSource, weir_device_source, WEIR_TYPE_SOURCE)

static void
set_open_error (WeirDeviceSource *self, int result, GError **error)
{
  switch (result)
    {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE,
                   _ ("There is no network interface “%s”."), self->interface);
      break;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
#ifdef PCAP_ERROR_CAPTURE_NOTSUP /* libpcap 1.10.5 says it in a sandbox */
    case PCAP_ERROR_CAPTURE_NOTSUP:
#endif
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_PERMISSION,
                   _ ("You are not allowed to capture on “%s”."), self->interface);
      break;
    case PCAP_ERROR_IFACE_NOT_UP:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN,
                   _ ("The network interface “%s” is down."), self->interface);
      break;
    default:
      g_set_error (
          error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("Cannot capture on “%s”: %s."), self->interface,
          *pcap_geterr (self->pcap) != '\0' ? pcap_geterr (self->pcap) : pcap_statustostr (result));
      break;
    }
}

/* How much of each packet is copied is what the filter says. */
static gboolean
set_snapshot (WeirDeviceSource *self, WeirMeter *meter, GError **error)
{
  self->snapshot = weir_meter_get_snapshot (meter);
  if (!weir_capture_filter_apply (self->filter, &self->snapshot, self->pcap, error))
    return FALSE;

  weir_arrival_clock_init (&self->arrivals, LATENESS_US);
  weir_meter_begin_recording (meter, g_get_real_time ());
  return TRUE;
}

static gboolean
activate (WeirDeviceSource *self, WeirMeter *meter, GError **error)
{
  char message[PCAP_ERRBUF_SIZE] = "";
  int result;

  pcap_set_snaplen (self->pcap, WEIR_SNAPSHOT_MAX_BYTES);
  pcap_set_promisc (self->pcap, self->is_promiscuous);
  pcap_set_timeout (self->pcap, BLOCK_TIMEOUT_MS);
  pcap_set_buffer_size (self->pcap, RING_BYTES);

  result = pcap_activate (self->pcap);
  if (result < 0)
    {
      set_open_error (self, result, error);
      return FALSE;
    }

  if (!weir_link_type_check (pcap_datalink (self->pcap), error)
      || !set_snapshot (self, meter, error))
    return FALSE;

  if (pcap_setnonblock (self->pcap, 1, message) != 0)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("Cannot capture on “%s”: %s."),
                   self->interface, message);
      return FALSE;
    }

  return TRUE;
}

static void
weir_device_source_close (WeirSource *source)
{
  WeirDeviceSource *self = WEIR_DEVICE_SOURCE (source);

  if (self->pcap == NULL)
    return;

  g_clear_pointer (&self->pcap, pcap_close);
  weir_interface_watch_stop (&self->watch);
  g_clear_pointer (&self->sockets, weir_socket_watch_free);
  weir_interface_counters_clear (&self->counters);
}

static gboolean
weir_device_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirDeviceSource *self = WEIR_DEVICE_SOURCE (source);
  char message[PCAP_ERRBUF_SIZE] = "";

  self->pcap = pcap_create (self->interface, message);
  if (self->pcap == NULL)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("Cannot capture on “%s”: %s."),
                   self->interface, message);
      return FALSE;
    }

  weir_interface_counters_init (&self->counters, self->interface);
  memset (&self->last_stats, 0, sizeof self->last_stats);
  self->last_counters_us = 0;

  if (!activate (self, meter, error))
    {
      weir_device_source_close (source);
      return FALSE;
    }

  weir_meter_set_link_type (meter, pcap_datalink (self->pcap));
  weir_interface_watch_start (&self->watch, meter);
  self->sockets = weir_socket_watch_new (self->interface, self->filter, self->watch.fixed);
  return TRUE;
}

static void
frame_cb (u_char *user_data, const struct pcap_pkthdr *header, const u_char *frame)
{
  WeirMeter *meter = (WeirMeter *) user_data;

  weir_meter_add_frame (meter, (int64_t) header->ts.tv_sec * G_USEC_PER_SEC + header->ts.tv_usec,
                        frame, header->caplen, header->len);
}

/* libpcap's counters are 32 bits wide and wrap around. */
static void
add_counts (WeirDeviceSource *self, WeirMeter *meter, gboolean is_last)
{
  gint64 now_us = g_get_monotonic_time ();
  WeirSourceCounts counts = { 0 };
  struct pcap_stat stats;

  if (!is_last && now_us - self->last_counters_us < COUNTERS_INTERVAL_US)
    return;
  self->last_counters_us = now_us;

  if (pcap_stats (self->pcap, &stats) == 0)
    {
      counts.dropped = stats.ps_drop - self->last_stats.ps_drop;
      counts.dropped_interface = stats.ps_ifdrop - self->last_stats.ps_ifdrop;
      self->last_stats = stats;
    }

  weir_interface_counters_add (&self->counters, &counts);
  weir_meter_add_source_counts (meter, &counts);
}

/* Takes every block that the kernel has handed over. */
static int
dispatch (WeirDeviceSource *self, WeirMeter *meter)
{
  return pcap_dispatch (self->pcap, -1, frame_cb, (u_char *) meter);
}

/* The block that the kernel is filling comes at the end of its timeout; of an interface that is
 * gone as well. */
static void
take_last_block (WeirDeviceSource *self, WeirMeter *meter)
{
  struct pollfd last = { pcap_get_selectable_fd (self->pcap), POLLIN, 0 };

  poll (&last, 1, BLOCK_TIMEOUT_MS * 3 / 2);
  dispatch (self, meter);
}

static WeirReadResult
weir_device_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirDeviceSource *self = WEIR_DEVICE_SOURCE (source);
  const WeirSnapshot wanted = weir_meter_get_snapshot (meter);
  int fd = pcap_get_selectable_fd (self->pcap);
  gboolean is_last;
  int64_t steady_us, real_us, arrived_us;

  if (!weir_snapshot_equal (&wanted, &self->snapshot) && !set_snapshot (self, meter, error))
    return WEIR_READ_FAILED;

  is_last = weir_wakeup_wait (&self->wakeup, fd, BLOCK_TIMEOUT_MS, NULL);
  steady_us = g_get_monotonic_time ();
  real_us = g_get_real_time ();
  if (dispatch (self, meter) < 0)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("Capturing on “%s” has ended: %s."),
                   self->interface, pcap_geterr (self->pcap));
      take_last_block (self, meter);
      return WEIR_READ_FAILED;
    }

  if (is_last)
    take_last_block (self, meter);

  add_counts (self, meter, is_last);
  if (is_last)
    return WEIR_READ_END;

  weir_socket_watch_tell (self->sockets, meter);
  if (weir_arrival_clock_tick (&self->arrivals, steady_us, real_us, &arrived_us))
    weir_meter_advance (meter, arrived_us);
  return weir_interface_watch_check (&self->watch, meter, error);
}

static void
weir_device_source_interrupt (WeirSource *source)
{
  weir_wakeup_raise (&WEIR_DEVICE_SOURCE (source)->wakeup);
}

static gboolean
weir_device_source_is_live (WeirSource *source)
{
  return TRUE;
}

static void
weir_device_source_finalize (GObject *object)
{
  WeirDeviceSource *self = WEIR_DEVICE_SOURCE (object);

  weir_device_source_close (WEIR_SOURCE (self));
  weir_interface_watch_clear (&self->watch);
  g_free (self->interface);
  g_free (self->filter);
  weir_wakeup_clear (&self->wakeup);

  G_OBJECT_CLASS (weir_device_source_parent_class)->finalize (object);
}

static void
weir_device_source_class_init (WeirDeviceSourceClass *klass)
{
  WeirSourceClass *source_class = WEIR_SOURCE_CLASS (klass);

  source_class->open = weir_device_source_open;
  source_class->read = weir_device_source_read;
  source_class->close = weir_device_source_close;
  source_class->interrupt = weir_device_source_interrupt;
  source_class->is_live = weir_device_source_is_live;
  G_OBJECT_CLASS (klass)->finalize = weir_device_source_finalize;
}

static void
weir_device_source_init (WeirDeviceSource *self)
{
  weir_wakeup_init (&self->wakeup);
}

WeirSource *
weir_device_source_new (const char *interface, const WeirDeviceSourceOptions *options)
{
  WeirDeviceSource *self = g_object_new (WEIR_TYPE_DEVICE_SOURCE, NULL);

  self->interface = g_strdup (interface);
  if (options != NULL)
    {
      self->is_promiscuous = options->is_promiscuous;
      self->filter = g_strdup (options->filter);
    }
  weir_interface_watch_init (&self->watch, interface, options != NULL ? options->local : NULL);

  return WEIR_SOURCE (self);
}
