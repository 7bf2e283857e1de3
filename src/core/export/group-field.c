/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/group-field.h"

#define READER(name) \
  static void read_##name (const WeirReport *report, const WeirFlow *flow, WeirFieldValue *value)

READER (group_by)
{
  value->kind = WEIR_FIELD_TEXT;
  value->text = weir_flow_group_of_sum (flow)->kind->id;
}

READER (group)
{
  const WeirFlowGroup *group = weir_flow_group_of_sum (flow);

  if (group->value == NULL)
    return;
  value->kind = WEIR_FIELD_TEXT;
  value->text = group->value;
}

READER (flows)
{
  value->kind = WEIR_FIELD_UINT;
  value->uint = weir_flow_group_of_sum (flow)->n_flows;
}

READER (active_flows)
{
  value->kind = WEIR_FIELD_UINT;
  value->uint = weir_flow_group_of_sum (flow)->n_active;
}

/* The same as of a flow. */
#define READER_OF_SUM(name)                                   \
  READER (name)                                               \
  {                                                           \
    weir_flow_field_find (#name)->read (report, flow, value); \
  }

/* Those of several flows are known only where the seconds are kept. */
#define READER_OF_PEAK(name)                                    \
  READER (name)                                                 \
  {                                                             \
    if (weir_flow_has_peaks (flow))                             \
      weir_flow_field_find (#name)->read (report, flow, value); \
  }

READER_OF_SUM (tx_bytes)
READER_OF_SUM (rx_bytes)
READER_OF_SUM (tx_packets)
READER_OF_SUM (rx_packets)
READER_OF_SUM (tx_wire_bytes)
READER_OF_SUM (rx_wire_bytes)
READER_OF_SUM (tx_rate_2s)
READER_OF_SUM (rx_rate_2s)
READER_OF_SUM (tx_rate_10s)
READER_OF_SUM (rx_rate_10s)
READER_OF_SUM (tx_rate_40s)
READER_OF_SUM (rx_rate_40s)
READER_OF_PEAK (tx_rate_peak)
READER_OF_PEAK (rx_rate_peak)
READER_OF_PEAK (rate_peak)
READER_OF_SUM (first_seen)
READER_OF_SUM (last_seen)

const WeirGroupField weir_group_fields[] = {
  { "group_by", read_group_by },
  { "group", read_group },
  { "flows", read_flows },
  { "active_flows", read_active_flows },
  { "tx_bytes", read_tx_bytes },
  { "rx_bytes", read_rx_bytes },
  { "tx_packets", read_tx_packets },
  { "rx_packets", read_rx_packets },
  { "tx_wire_bytes", read_tx_wire_bytes },
  { "rx_wire_bytes", read_rx_wire_bytes },
  { "tx_rate_2s", read_tx_rate_2s },
  { "rx_rate_2s", read_rx_rate_2s },
  { "tx_rate_10s", read_tx_rate_10s },
  { "rx_rate_10s", read_rx_rate_10s },
  { "tx_rate_40s", read_tx_rate_40s },
  { "rx_rate_40s", read_rx_rate_40s },
  { "tx_rate_peak", read_tx_rate_peak },
  { "rx_rate_peak", read_rx_rate_peak },
  { "rate_peak", read_rate_peak },
  { "first_seen", read_first_seen },
  { "last_seen", read_last_seen },
};

const guint weir_n_group_fields = G_N_ELEMENTS (weir_group_fields);
