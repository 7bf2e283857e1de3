/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/knowledge.h"
#include "core/identity/changes.h"

struct _WeirKnowledge
{
  GSettings *settings;
  WeirKnowledgeFunc func;
  gpointer user_data;

  WeirGeo *geo;
  guint identity_id;

  /* Of the source. */
  WeirNames *names; /* (nullable) */
  WeirNeighbours *neighbours;

  /* Of the last one, for those who still look at it. */
  WeirNames *old_names;
  WeirNeighbours *old_neighbours;
};

static void
changed_cb (gpointer user_data)
{
  WeirKnowledge *self = user_data;

  self->func (self->user_data);
}

static void
names_changed_cb (WeirNames *names, gpointer user_data)
{
  changed_cb (user_data);
}

static void
geo_changed_cb (WeirGeo *geo, gpointer user_data)
{
  changed_cb (user_data);
}

static gboolean
is_reverse_dns_allowed (WeirKnowledge *self)
{
  return g_settings_get_enum (self->settings, "reverse-dns") == WEIR_REVERSE_DNS_ON;
}

static void
reverse_dns_changed_cb (WeirKnowledge *self)
{
  if (self->names != NULL)
    weir_names_set_reverse_dns (self->names, is_reverse_dns_allowed (self));
  changed_cb (self);
}

static void
geo_database_changed_cb (WeirKnowledge *self)
{
  g_autofree char *file = g_settings_get_string (self->settings, "geo-database");

  weir_geo_set_file (self->geo, *file != '\0' ? file : NULL);
}

WeirKnowledge *
weir_knowledge_new (GSettings *settings, WeirKnowledgeFunc func, gpointer user_data)
{
  WeirKnowledge *self = g_new0 (WeirKnowledge, 1);

  self->settings = g_object_ref (settings);
  self->func = func;
  self->user_data = user_data;

  self->geo = weir_geo_new (NULL, NULL);
  weir_geo_set_changed_func (self->geo, geo_changed_cb, self);
  geo_database_changed_cb (self);
  self->identity_id = weir_identity_add_changed_func (changed_cb, self);
  g_signal_connect_swapped (settings, "changed::geo-database", G_CALLBACK (geo_database_changed_cb),
                            self);
  g_signal_connect_swapped (settings, "changed::reverse-dns", G_CALLBACK (reverse_dns_changed_cb),
                            self);
  return self;
}

void
weir_knowledge_free (WeirKnowledge *self)
{
  g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_handle_id (&self->identity_id, weir_identity_remove_changed_func);
  weir_knowledge_end (self);
  weir_knowledge_forget (self);
  weir_geo_free (self->geo);
  g_object_unref (self->settings);
  g_free (self);
}

void
weir_knowledge_begin (WeirKnowledge *self, gboolean is_live)
{
  const WeirNamesOptions options = { .is_live = is_live };

  weir_knowledge_end (self);
  self->names = weir_names_new (&options);
  weir_names_set_changed_func (self->names, names_changed_cb, self);
  weir_names_set_reverse_dns (self->names, is_reverse_dns_allowed (self));
  self->neighbours = weir_neighbours_new (is_live, NULL);
}

void
weir_knowledge_end (WeirKnowledge *self)
{
  weir_knowledge_forget (self);
  self->old_names = g_steal_pointer (&self->names);
  self->old_neighbours = g_steal_pointer (&self->neighbours);
}

void
weir_knowledge_forget (WeirKnowledge *self)
{
  g_clear_pointer (&self->old_names, weir_names_free);
  g_clear_pointer (&self->old_neighbours, weir_neighbours_free);
}

void
weir_knowledge_learn (WeirKnowledge *self, const WeirBatch *batch)
{
  weir_names_learn_batch (self->names, batch);
}

void
weir_knowledge_get (WeirKnowledge *self, WeirReportOptions *known)
{
  known->names = self->names;
  known->geo = self->geo;
  known->neighbours = self->neighbours;
}
